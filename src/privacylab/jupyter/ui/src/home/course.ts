// The course as a path, as the server tells it (course_path.py), and what is known of it here alone.

import { PathExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

import { GONE, NOT_INSTALLED, request } from '../server';

export interface IStep {
  kind: 'exercise' | 'lesson' | 'page';
  id?: string; // of an exercise
  title: string;
  module?: string; // of a lesson
  path: string; // from the course's folder
  section?: string; // of a page
  minutes: number;
  state: string;
  done: boolean;
  points?: number;
  score?: number | null;
  essay?: boolean;
  written?: number; // how many of its functions differ from the release
  functions?: number;
  changed?: boolean; // since its last grade
  saved?: number; // when, in seconds; 0 while it is as it was released
  cell?: string; // the one to continue at
}

export interface ISection {
  title: string;
  due: string; // when the modules are due that end in it, or ""
  steps: string[];
}

export interface ITrack {
  id: string;
  title: string;
  about: string;
  sections: ISection[];
}

export interface ICoursePath {
  title: string;
  folder: string; // the course's, as the server's addresses name it
  tracks: ITrack[];
  steps: { [key: string]: IStep };
  since: string; // a day, such as 2026-11-28
  changes: string[];
  notes: string[];
}

const FIRST = 'self-paced'; // the track of a learner who has not chosen one

export class Course {
  constructor(private settings: ServerConnection.ISettings) {}

  path: ICoursePath | null = null;
  /** A sentence that says why there is no newer path. */
  error = '';
  /** The exercises whose public checks have passed since the page was opened, and still do. */
  readonly checked = new Set<string>();

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get track(): ITrack | null {
    const tracks = this.path?.tracks ?? [];
    return this.chosen ?? tracks.find(one => one.id === FIRST) ?? tracks[0] ?? null;
  }

  /** The track that the learner has chosen; null where none is. */
  get chosen(): ITrack | null {
    return this.path?.tracks.find(one => one.id === this._track) ?? null;
  }

  choose(track: string): void {
    this._track = track;
    this._changed.emit();
  }

  /** Whether an exercise's public checks pass as it is now. */
  note(exercise: string, passes: boolean): void {
    if (passes !== this.checked.has(exercise)) {
      passes ? this.checked.add(exercise) : this.checked.delete(exercise);
      this._changed.emit();
    }
  }

  /** Remember which step was opened: several can be parts of the same page. */
  visit(step: IStep): void {
    this._visited = step;
    this._changed.emit();
  }

  /** The step of the track that is open at this path, by its key. */
  stepAt(current: string): string | undefined {
    const { path, track } = this;
    const steps = path?.steps ?? {};
    const here = (track ? keysOf(track) : []).filter(
      key => this.fullPath(steps[key]) === current
    );
    return (
      here.find(key => steps[key].title === this._visited?.title) ??
      here.find(key => !steps[key].done) ??
      here[0]
    );
  }

  /** A step's path as the server's addresses name it. */
  fullPath(step: IStep): string {
    return PathExt.join(this.path?.folder ?? '', step.path);
  }

  /** Ask the server; while it is being asked, another call asks once more afterwards. */
  async refresh(): Promise<void> {
    this._again = true;
    if (this._asking) {
      return;
    }
    this._asking = true;
    while (this._again) {
      this._again = false;
      await this.ask();
    }
    this._asking = false;
  }

  /** Keep that a page was read, or that it was not. */
  async mark(key: string, read: boolean): Promise<void> {
    await this.ask({ page: key, read });
  }

  private async ask(body?: object): Promise<void> {
    try {
      const response = await request(this.settings, 'progress', body);
      const said = await response.json().catch(() => null);
      if (response.ok && said) {
        this.path = said;
        this.error = '';
      } else {
        this.error = said?.message || NOT_INSTALLED;
      }
    } catch {
      this.error = GONE;
    }
    this._changed.emit();
  }

  private _track = '';
  private _visited: IStep | null = null;
  private _asking = false;
  private _again = false;
  private _changed = new Signal<this, void>(this);
}

/** The steps of a track, in their order. */
export function keysOf(track: ITrack): string[] {
  return track.sections.flatMap(section => section.steps);
}

export function minutesLeft(path: ICoursePath, keys: string[]): number {
  return keys.reduce((sum, key) => sum + (path.steps[key].done ? 0 : path.steps[key].minutes), 0);
}

/**
 * The step to continue with; null when all are done.
 *
 * The search begins at the exercise that was saved last, so that a learner who has jumped ahead is
 * not sent back. A lesson is passed over while one is at work on its exercises.
 */
export function nextStep(path: ICoursePath, track: ITrack): string | null {
  const keys = keysOf(track);
  const saved = (key: string) => path.steps[key].saved ?? 0;
  const last = keys.reduce((one, key) => (saved(key) > saved(one) ? key : one), keys[0]);
  const from = keys.indexOf(last);
  const order = [...keys.slice(from), ...keys.slice(0, from)];
  const open = order.filter(key => !path.steps[key].done && path.steps[key].state !== 'missing');
  return open.find(key => !isUnderWay(path, keys, key)) ?? open[0] ?? null;
}

/**
 * The step that follows an exercise on a track: the next one that is not done, or else the track's
 * last page. null is the end, undefined is said of an exercise that is not on the track.
 */
export function stepAfter(
  path: ICoursePath,
  track: ITrack,
  exercise: string
): IStep | null | undefined {
  const keys = keysOf(track);
  const place = keys.indexOf(exercise);
  if (place < 0) {
    return undefined;
  }
  const after = keys.slice(place + 1).map(key => path.steps[key]);
  const open = after.find(step => !step.done && step.state !== 'missing');
  return open ?? after.filter(step => step.kind === 'page').pop() ?? null;
}

/** Whether a step is a lesson, and one of the exercises after it has been begun. */
function isUnderWay(path: ICoursePath, keys: string[], key: string): boolean {
  const after = keys.slice(keys.indexOf(key) + 1).map(one => path.steps[one]);
  const end = after.findIndex(step => step.kind === 'lesson');
  const own = end < 0 ? after : after.slice(0, end);
  return path.steps[key].kind === 'lesson' && own.some(step => step.saved);
}
