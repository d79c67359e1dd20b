// An exercise's notebook: which exercise it is, saving it, and finding a cell in it.

import { ICellModel } from '@jupyterlab/cells';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ServerConnection } from '@jupyterlab/services';

import { GONE, Told } from './server';

/** Of the lab's commands in the palette. */
export const CATEGORY = 'Privacy Engineering Lab';
const FULL =
  'The disk is full, so your notebook was not saved and nothing was run. What you typed is still ' +
  'here: free some space, and press the button again.';

export interface IExercise {
  id: string;
  essay: boolean;
}

/** The exercise that a notebook holds, as its metadata says; null for any other notebook. */
export function exerciseOf(panel: NotebookPanel): IExercise | null {
  const data = panel.context.isReady ? panel.model?.getMetadata('privacylab') : null;
  if (typeof data?.exercise !== 'string') {
    return null;
  }
  return { id: data.exercise, essay: Array.isArray(data.covers) && data.covers.length === 0 };
}

/** The notebook in front, where it is an exercise. */
export function currentExercise(tracker: INotebookTracker): NotebookPanel | null {
  const panel = tracker.currentWidget;
  return panel && exerciseOf(panel) ? panel : null;
}

/** Save the notebook, and wait for it; an error says what to do. */
export async function save(panel: NotebookPanel): Promise<void> {
  const context = panel.context;
  if (context.contentsModel && !context.contentsModel.writable) {
    throw new Told(
      'This notebook cannot be saved here (it is read-only), so it was not run: save a copy with ' +
        'File → Save Notebook As, and press the button there.'
    );
  }
  try {
    await context.save();
  } catch (error) {
    const name = (error as Error).name;
    if (name === 'ModalCancelError' || name === 'ModalDuplicateError') {
      throw new Told(
        'Not saved, so nothing was run: the file has changed on disk, perhaps in another tab or ' +
          'program. Press the button again, and choose “Overwrite” to keep what you see here, or ' +
          '“Revert” to take the file’s version.'
      );
    }
    if (!(error instanceof ServerConnection.ResponseError)) {
      throw new Told(GONE);
    }
    if (/Errno (28|122)\b|disk is full/.test((error as Error).message)) {
      throw new Told(FULL);
    }
    throw new Told(
      'Your notebook could not be saved, so nothing was run. What you typed is still here. Do what ' +
        `the message asks for, and press the button again: ${error.message}`
    );
  }
}

/** nbgrader's name for a cell, or else its id. */
export function nameOf(cell: ICellModel): string {
  return cell.getMetadata('nbgrader')?.grade_id ?? cell.id;
}

/** The id of the first cell that the learner is to write in; empty where there is none. */
export function firstAnswer(panel: NotebookPanel): string {
  const cells = Array.from(panel.model?.cells ?? []);
  return cells.find(cell => cell.getMetadata('nbgrader')?.solution)?.id ?? '';
}

/** What is written in each of the notebook's cells, to tell what has changed since. */
export function sources(panel: NotebookPanel): [string, string][] {
  const cells = Array.from(panel.model?.cells ?? []);
  return cells.map(cell => [nameOf(cell), cell.sharedModel.getSource()]);
}

/** Select a cell by its id, or by the name that nbgrader knows it by, and bring it into view. */
export async function selectCell(panel: NotebookPanel, id: string): Promise<boolean> {
  const notebook = panel.content;
  const cells = notebook.widgets;
  let place = cells.findIndex(cell => cell.model.id === id);
  if (place < 0) {
    place = cells.findIndex(cell => nameOf(cell.model) === id);
  }
  if (place < 0) {
    return false;
  }
  notebook.deselectAll();
  notebook.activeCellIndex = place;
  notebook.mode = 'command';
  await notebook.scrollToCell(cells[place], 'center');
  notebook.node.focus({ preventScroll: true });
  return true;
}
