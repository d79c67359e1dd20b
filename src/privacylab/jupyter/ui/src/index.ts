// The extension: Check and Grade as buttons and commands, and the panel with their report.

import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';

import { ExerciseButtons } from './buttons';
import { Desk } from './desk';
import { exerciseOf } from './exercise';
import { ReportPanel } from './panel';
import { Action } from './report';

const CATEGORY = 'Privacy Engineering Lab';
const LABELS = { check: 'Check Exercise', grade: 'Grade Exercise' };

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'privacylab:report',
  description: 'Checks and grades an exercise, and shows the report beside it.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    palette: ICommandPalette | null
  ): void => {
    const desk = new Desk(app.serviceManager.serverSettings);
    const report = new ReportPanel(desk, path => {
      void app.commands.execute('docmanager:open', { path });
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
      app.commands.notifyCommandChanged();
      void desk.open(panel);
    };
    tracker.currentChanged.connect(follow);
    app.docRegistry.addWidgetExtension('Notebook', new ExerciseButtons(desk, press, opened));

    const current = () => {
      const panel = tracker.currentWidget;
      return panel && exerciseOf(panel) ? panel : null;
    };
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
    for (const command of ['privacylab:check', 'privacylab:grade', 'privacylab:show-report']) {
      palette?.addItem({ command, category: CATEGORY });
    }
  }
};

export default plugin;
