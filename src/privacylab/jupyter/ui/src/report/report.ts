// What the server says (server_extension.py, exercise_report.py). All of it is text, never HTML.

/** The outcome of Check where every public check passes; Grade runs others. */
export const CHECKS_PASS = 'public checks pass';

export type Action = 'check' | 'grade';
/** 'last' gives the report of the last grade, and 'gallery' what opens at full marks. */
export type Asked = Action | 'last' | 'gallery';

export interface ICheck {
  title: string;
  outcome: string;
  sign: string;
  hidden: boolean;
  requirement: string;
  hint: number | null;
  detail: string[];
  do: string;
}

export interface IStep {
  name: string;
  answer: string;
  test: string;
  outcome: string;
  sign: string;
  score: number | null;
  points: number | null;
  summary: string;
  notice: string;
  checks: ICheck[];
}

export interface IReport {
  kind: Action;
  exercise: string;
  title: string;
  made: string;
  outcome: string;
  word: string; // for the outcome of the whole, as the home page says it
  sign: string;
  summary: string;
  score: number | null;
  points: number;
  best: { score: number; points: number; made: string } | null; // a better attempt than this
  gallery: boolean; // whether 'gallery' may be asked for
  stretch: string;
  warning: string;
  notes: string[];
  next: string;
  done: boolean;
  following: { title: string; path: string } | null; // in the order of the modules
  folder: string | null; // the course's, where the server shows all of it
  steps: IStep[];
  changed?: boolean; // the notebook, since then; of the last grade
  stale?: string[]; // the steps whose cells have changed since then; of the last grade
  hints: { [requirement: string]: string[] };
}

/** A line and its sign: '-' removed, '+' added, ' ' the same, '…' lines left out. */
export type Line = [string, string];

export interface IDiff {
  name: string; // of the step
  lines: Line[];
}

/** The reference answer beside one's own, and the wrong answers of others. */
export interface IGallery {
  steps: IDiff[];
  counterfeits: { story: string; breaks: string[]; changes: IDiff[] }[];
}

export interface ISaid {
  state?: 'waiting' | 'starting' | 'running';
  ahead?: number;
  seconds?: number;
  report?: IReport | null;
  gallery?: IGallery;
  error?: string;
}
