// "Start This Exercise Over": the notebook is empty again, and what was in it is kept.

import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Dialog, ICommandPalette, showDialog, showErrorMessage } from '@jupyterlab/apputils';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ServerConnection } from '@jupyterlab/services';

import { CATEGORY, currentExercise, exerciseOf, save } from './exercise';
import { GONE, request, Told } from './server';

const COMMAND = 'privacylab:start-over';

export const startOver: JupyterFrontEndPlugin<void> = {
  id: COMMAND,
  description: 'Empties an exercise after asking, and keeps what was in it.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    palette: ICommandPalette | null
  ): void => {
    const current = () => currentExercise(tracker);
    app.commands.addCommand(COMMAND, {
      label: 'Start This Exercise Over…',
      isEnabled: () => current() !== null,
      execute: async () => {
        const panel = current();
        if (panel && (await isWanted(panel))) {
          await empty(panel, app.serviceManager.serverSettings).catch(error =>
            showErrorMessage('Nothing was changed', (error as Error).message)
          );
        }
      }
    });
    palette?.addItem({ command: COMMAND, category: CATEGORY });
  }
};

async function isWanted(panel: NotebookPanel): Promise<boolean> {
  const id = exerciseOf(panel)?.id;
  const asked = await showDialog({
    title: `Start over with ${id}?`,
    body:
      'The notebook is empty again. What it holds now is kept: in a terminal, ' +
      `“privacylab restore ${id}” brings it back.`,
    buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: 'Start Over' })],
    defaultButton: 0
  });
  return asked.button.accept;
}

/** Save what is there, so that it is kept; have the server empty it; and show that. */
async function empty(
  panel: NotebookPanel,
  settings: ServerConnection.ISettings
): Promise<void> {
  await save(panel);
  const response = await request(settings, 'start-over', { path: panel.context.path });
  if (!response.ok) {
    const said = await response.json().catch(() => null);
    throw new Told(typeof said?.message === 'string' ? said.message : GONE);
  }
  await panel.context.revert();
}
