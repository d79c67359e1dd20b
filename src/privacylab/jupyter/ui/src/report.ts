// What the server says (server_extension.py, exercise_report.py). All of it is text, never HTML.

export type Action = 'check' | 'grade';
/** 'last' gives the report of the last grade, and has loaded what the exercise needs. */
export type Asked = Action | 'last';

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
  sign: string;
  summary: string;
  score: number | null;
  points: number;
  warning: string;
  notes: string[];
  next: string;
  following: { title: string; path: string } | null;
  folder: string | null; // the course's, where the server shows all of it
  steps: IStep[];
  changed?: boolean; // the notebook, since then; of the last grade
  hints: { [requirement: string]: string[] };
}

export interface ISaid {
  state?: 'waiting' | 'starting' | 'running';
  ahead?: number;
  seconds?: number;
  report?: IReport | null;
  error?: string;
}
