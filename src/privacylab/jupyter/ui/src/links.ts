// Links that lead to a cell or a section: from a command, an address, and a click in a text.

import { IRouter, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { PageConfig } from '@jupyterlab/coreutils';
import { NotebookPanel } from '@jupyterlab/notebook';

import { firstAnswer, selectCell } from './exercise';

export const OPEN = 'privacylab:open';
const CELL = '#cell-id=';
const RENDERED = 3000; // milliseconds within which a notebook's text is on the page
const PAUSE = 50;
const FOLLOW = 'rendermime:handle-local-link'; // what a click on a link in a text executes

/** The arguments of the command OPEN: a notebook, and a cell's id, its first answer, or a section. */
export interface IPlace {
  path: string;
  cell?: string;
  answer?: boolean;
  section?: string;
}

export const links: JupyterFrontEndPlugin<void> = {
  id: 'privacylab:links',
  description: 'Opens a notebook at a cell, by a command, an address or a link.',
  autoStart: true,
  optional: [IRouter],
  activate: (app: JupyterFrontEnd, router: IRouter | null): void => {
    app.commands.addCommand(OPEN, {
      label: 'Open a Notebook at a Cell',
      execute: args => open(app, args as unknown as IPlace)
    });
    const go = (path: string, hash: string) =>
      app.commands.execute(OPEN, { path, ...placeOf(hash) });

    const path = PageConfig.getOption('treePath');
    const hash = router?.current.hash || window.location.hash;
    if (path && hash.startsWith(CELL)) {
      void app.restored.then(() => go(decodeURIComponent(path), hash));
    }
    // JupyterLab loses the place in a notebook that was not open yet
    app.commands.commandExecuted.connect((_, { id, args, result }) => {
      const [path, hash] = [String(args.path ?? ''), String(args.id ?? '')];
      if (id === FOLLOW && path.endsWith('.ipynb') && hash) {
        void result.then(() => go(path, hash));
      }
    });
  }
};

function placeOf(hash: string): Partial<IPlace> {
  const name = decodeURIComponent(hash);
  return name.startsWith(CELL) ? { cell: name.slice(CELL.length) } : { section: name.slice(1) };
}

async function open(app: JupyterFrontEnd, place: IPlace): Promise<void> {
  const panel = await app.commands.execute('docmanager:open', { path: place.path });
  if (!(panel instanceof NotebookPanel) || !(place.cell || place.answer || place.section)) {
    return;
  }
  await panel.revealed;
  await panel.context.ready;
  await Promise.all(panel.content.widgets.map(cell => cell.ready));
  const cell = place.answer ? firstAnswer(panel) : place.cell;
  const missing = cell
    ? !(await selectCell(panel, cell)) && `cell “${cell}”`
    : place.section && !(await showSection(panel, place.section)) && `section “${place.section}”`;
  if (missing) {
    Notification.warning(`${place.path} has no ${missing} any more: look for it in the notebook.`, {
      autoClose: 8000
    });
  }
}

/** Bring a heading or an anchor into view, as soon as the text that holds it is rendered. */
async function showSection(panel: NotebookPanel, name: string): Promise<boolean> {
  const id = JSON.stringify(name);
  const notebook = panel.content;
  for (let waited = 0; waited < RENDERED; waited += PAUSE) {
    const found = notebook.node.querySelector(`[data-jupyter-id=${id}], [id=${id}]`);
    if (found) {
      notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.node.contains(found));
      found.scrollIntoView();
      return true;
    }
    await new Promise(resolve => window.setTimeout(resolve, PAUSE));
  }
  return false;
}
