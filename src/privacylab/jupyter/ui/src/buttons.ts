// Check and Grade on the toolbar of an exercise, and of no other notebook.

import { ToolbarButton } from '@jupyterlab/apputils';
import { DocumentRegistry } from '@jupyterlab/docregistry';
import { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';

import { Desk } from './desk';
import { exerciseOf } from './exercise';
import { Action } from './report/report';
import { GRADE } from './words';

const PAUSE = 400; // milliseconds after the last keystroke

export class ExerciseButtons
  implements DocumentRegistry.IWidgetExtension<NotebookPanel, INotebookModel>
{
  constructor(
    private desk: Desk,
    private press: (panel: NotebookPanel, action: Action) => void,
    private opened: (panel: NotebookPanel) => void,
    private keys: (action: Action) => string
  ) {}

  createNew(
    panel: NotebookPanel,
    context: DocumentRegistry.IContext<INotebookModel>
  ): IDisposable {
    void context.ready.then(() => {
      const exercise = exerciseOf(panel);
      if (panel.isDisposed || !exercise) {
        return;
      }
      const grade = this.button(panel, 'grade', GRADE.tooltip);
      const check = exercise.essay
        ? null
        : this.button(panel, 'check', 'Save, and run the public checks: nothing is graded or kept');
      // first, where a narrow toolbar hides nothing
      panel.toolbar.insertItem(0, 'privacylab-grade', grade);
      if (check) {
        panel.toolbar.insertItem(0, 'privacylab-check', check);
      }
      this.desk.changed.connect((_, changed) => {
        if (changed === panel) {
          for (const one of [grade, check]) {
            if (one && !one.isDisposed) {
              one.enabled = !this.desk.of(panel).busy;
            }
          }
        }
      });
      let timer = 0;
      panel.model?.contentChanged.connect(() => {
        window.clearTimeout(timer);
        timer = window.setTimeout(() => !panel.isDisposed && this.desk.look(panel), PAUSE);
      });
      this.opened(panel);
    });
    return new DisposableDelegate(() => undefined);
  }

  private button(panel: NotebookPanel, action: Action, tooltip: string): ToolbarButton {
    const label = action === 'grade' ? GRADE.button : 'Check';
    const made = new ToolbarButton({
      label,
      tooltip: `${tooltip} (${this.keys(action)})`,
      onClick: () => this.press(panel, action)
    });
    made.addClass(`pl-${action}`);
    return made;
  }
}
