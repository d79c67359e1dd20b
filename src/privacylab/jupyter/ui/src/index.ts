// The extension: Check and Grade as buttons and commands, the panel with their report, the home page,
// and links to cells.

import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { CommandRegistry } from '@lumino/commands';

import { ExerciseButtons } from './buttons';
import { Desk } from './desk';
import { CATEGORY, currentExercise, exerciseOf } from './exercise';
import { home, IDesk } from './home/home';
import { links, OPEN } from './links';
import { CellMarks } from './report/marks';
import { ReportPanel } from './report/panel';
import { reachable } from './reachable';
import { Action } from './report/report';
import { startOver } from './start_over';
import { GRADE } from './words';

const LABELS = { check: 'Check Exercise', grade: GRADE.command };

const plugin: JupyterFrontEndPlugin<Desk> = {
  id: 'privacylab:report',
  description: 'Checks and grades an exercise, and shows the report beside it.',
  autoStart: true,
  provides: IDesk,
  requires: [INotebookTracker],
  optional: [ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    palette: ICommandPalette | null
  ): Desk => {
    const desk = new Desk(app.serviceManager.serverSettings);
    const report = new ReportPanel(desk, place => {
      void app.commands.execute(OPEN, { ...place });
    });
    const follow = () => {
      report.notebook = tracker.currentWidget;
    };
    const reveal = () => {
      if (!report.isAttached) {
        app.shell.add(report, 'right', { rank: 50 });
      }
      app.shell.activateById(report.id);
    };
    const marks = new CellMarks(desk, (panel, step) => {
      report.notebook = panel;
      reveal();
      report.showStep(step);
    });
    const press = (panel: NotebookPanel, action: Action) => {
      report.notebook = panel;
      reveal();
      void desk.press(panel, action);
    };
    const opened = (panel: NotebookPanel) => {
      if (!report.isAttached) {
        app.shell.add(report, 'right', { rank: 50 });
      }
      follow();
      marks.watch(panel);
      app.commands.notifyCommandChanged();
      void desk.open(panel);
    };
    tracker.currentChanged.connect(follow);
    const keys = (action: Action) => {
      const bound = app.commands.keyBindings.find(one => one.command === `privacylab:${action}`);
      return bound ? bound.keys.map(CommandRegistry.formatKeystroke).join(' ') : 'no shortcut';
    };
    const buttons = new ExerciseButtons(desk, press, opened, keys);
    app.docRegistry.addWidgetExtension('Notebook', buttons);

    const current = () => currentExercise(tracker);
    for (const action of ['check', 'grade'] as const) {
      app.commands.addCommand(`privacylab:${action}`, {
        label: LABELS[action],
        isEnabled: () => {
          const panel = current();
          return !!panel && !(action === 'check' && exerciseOf(panel)?.essay);
        },
        execute: () => {
          const panel = current();
          if (panel) {
            press(panel, action);
          }
        }
      });
    }
    app.commands.addCommand('privacylab:show-report', {
      label: 'Show the Report of the Exercise',
      isEnabled: () => current() !== null,
      execute: () => {
        reveal();
        report.node.focus();
      }
    });
    const passed = () => {
      const open = tracker.filter(panel => !!panel.sessionContext.session?.kernel);
      return open.filter(panel => desk.of(panel).report?.done);
    };
    app.commands.addCommand('privacylab:close-kernels', {
      label: 'Close the Kernels of Exercises with Full Marks',
      caption: 'Saves memory. The exercises stay open, and run again when you run a cell.',
      isEnabled: () => passed().length > 0,
      execute: () => Promise.all(passed().map(panel => panel.sessionContext.shutdown()))
    });
    for (const name of ['check', 'grade', 'show-report', 'close-kernels']) {
      const command = `privacylab:${name}`;
      palette?.addItem({ command, category: CATEGORY });
    }
    return desk;
  }
};

export default [plugin, home, links, reachable, startOver];
