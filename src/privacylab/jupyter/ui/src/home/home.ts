// The home page and the course in the left side panel.

import {
  ILabShell,
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { PageConfig, PathExt, URLExt } from '@jupyterlab/coreutils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { Token } from '@lumino/coreutils';

import { Course, IStep, stepAfter } from './course';
import { Desk } from '../desk';
import { CATEGORY, exerciseOf } from '../exercise';
import { HomePage, ICON, SidePanel } from './widgets';
import { OPEN } from '../links';
import { nameOf } from './path';
import { CHECKS_PASS } from '../report/report';

export const IDesk = new Token<Desk>('privacylab:IDesk');

const HOME = 'privacylab:home';
const SHOWN = 'privacylab:course-shown'; // in JupyterLab's state: the side panel was opened once

export const home: JupyterFrontEndPlugin<void> = {
  id: HOME,
  description: 'Shows the course, how far one is, and where to continue.',
  autoStart: true,
  requires: [INotebookTracker, IDesk],
  optional: [ILabShell, ILayoutRestorer, ICommandPalette, ISettingRegistry, IStateDB],
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker,
    desk: Desk,
    shell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    registry: ISettingRegistry | null,
    state: IStateDB | null
  ): void => {
    if (!shell) {
      return; // Notebook 7 has no such places
    }
    // a folder is no file; JupyterLab changes this option when another tab comes to the front
    const withFile = PathExt.extname(PageConfig.getOption('treePath')) !== '';
    const course = new Course(app.serviceManager.serverSettings);
    let settings: ISettingRegistry.ISettings | null = null;
    const actions = {
      address: (step: IStep) => {
        const path = URLExt.encodeParts(course.fullPath(step));
        const hash = step.cell ? `#cell-id=${step.cell}` : '';
        return URLExt.join(PageConfig.getBaseUrl(), 'lab', 'tree', path) + hash;
      },
      open: (step: IStep) => {
        course.visit(step);
        const { cell = '', section = '' } = step;
        void app.commands.execute(OPEN, { path: course.fullPath(step), cell, section });
      },
      mark: (key: string, read: boolean) => void course.mark(key, read),
      choose: (track: string) => {
        course.choose(track);
        void settings?.set('track', track);
      },
      home: () => void app.commands.execute(HOME)
    };
    desk.onward = exercise => {
      const { path, chosen } = course;
      const step = path && chosen ? stepAfter(path, chosen, exercise) : undefined;
      if (step === null) {
        return { label: 'Next: Home, where your track ends', open: actions.home };
      }
      const kind = step?.kind === 'exercise' ? 'Next exercise' : 'Next';
      return step && { label: `${kind}: ${nameOf(step)}`, open: () => actions.open(step) };
    };
    course.changed.connect(() => {
      if (notebooks.currentWidget) {
        desk.refresh(notebooks.currentWidget);
      }
    });
    void registry?.load(HOME).then(loaded => {
      settings = loaded;
      const follow = () => course.choose(loaded.composite.track as string);
      loaded.changed.connect(follow);
      follow();
    });

    const side = new SidePanel(course, actions);
    shell.add(side, 'left', { rank: 50 });
    restorer?.add(side, side.id);
    notebooks.currentChanged.connect(() => {
      side.current = notebooks.currentWidget?.context.path ?? '';
    });

    const tracker = new WidgetTracker<MainAreaWidget<HomePage>>({
      namespace: 'privacylab-home' // a colon would end it
    });
    app.commands.addCommand(HOME, {
      label: 'Home: the Course and Your Progress',
      caption: 'What is done, what is left, and where to continue',
      icon: ICON,
      execute: async () => {
        let widget = tracker.currentWidget;
        if (!widget) {
          widget = new MainAreaWidget({ content: new HomePage(course, actions) });
          widget.id = 'privacylab-home';
          widget.toolbar.hide();
          await tracker.add(widget); // before it is shown, so that a reload finds its place
          shell.add(widget, 'main', { mode: 'tab-before' });
        }
        shell.activateById(widget.id);
      }
    });
    palette?.addItem({ command: HOME, category: CATEGORY });
    void restorer?.restore(tracker, { command: HOME, name: () => 'home' });

    const seen = new WeakSet<object>(); // reports
    desk.changed.connect((_, panel) => {
      const { busy, report, changed } = desk.of(panel);
      const exercise = exerciseOf(panel);
      if (busy || !report || !exercise) {
        return;
      }
      if (report.kind === 'check') {
        course.note(exercise.id, report.outcome === CHECKS_PASS && !changed);
      } else if (!seen.has(report)) {
        seen.add(report);
        void course.refresh();
      }
    });
    notebooks.widgetAdded.connect((_, panel) => {
      panel.context.saveState.connect((_, saved) => {
        if (saved === 'completed') {
          void course.refresh();
        }
      });
    });

    void Promise.all([course.refresh(), app.restored]).then(async () => {
      if (!course.path) {
        return; // there is no course here
      }
      if (state && !(await state.fetch(SHOWN))) {
        await state.save(SHOWN, true);
        shell.activateById(side.id);
      }
      if (!withFile) {
        await app.commands.execute(HOME);
        for (const widget of Array.from(shell.widgets('main'))) {
          if (widget.id.startsWith('launcher')) {
            widget.dispose(); // JupyterLab opens it where nothing else is
          }
        }
      }
    });
  }
};
