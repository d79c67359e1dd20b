// The requests to the lab's own part of the Jupyter server.

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { Asked, ISaid } from './report/report';

/** An error whose text is a sentence for the learner: what happened, and what to do. */
export class Told extends Error {}

export const GONE =
  'The lab’s server does not answer. Look at the terminal in which you started it: if it has ended, ' +
  'start it again there, and reload this page. What you typed is still here.';
const CUT_OFF =
  'The connection ended before the report came. Your answers are saved: press the button again.';
const SIGNED_OUT = 'You are signed out: reload this page. Your answers are saved.';
export const NOT_INSTALLED =
  'The lab’s part of the server is not running: end JupyterLab, and start it with “make lab” or ' +
  '“privacylab lab”.';

/** A request to one of the lab's addresses: a POST with a body, or else a GET. */
export async function request(
  settings: ServerConnection.ISettings,
  where: 'report' | 'progress' | 'start-over',
  body?: object
): Promise<Response> {
  const url = URLExt.join(settings.baseUrl, 'privacylab', where);
  const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  try {
    return await ServerConnection.makeRequest(url, init, settings);
  } catch {
    throw new Told(GONE);
  }
}

/** What is asked about the notebook as it is on disk: everything that the server says, as it comes. */
export async function* ask(
  settings: ServerConnection.ISettings,
  path: string,
  action: Asked
): AsyncGenerator<ISaid> {
  const response = await request(settings, 'report', { path, action });
  if (!response.ok || !response.body) {
    throw new Told(await refusal(response));
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    let part: ReadableStreamReadResult<Uint8Array>;
    try {
      part = await reader.read();
    } catch {
      throw new Told(CUT_OFF);
    }
    if (part.done) {
      return;
    }
    const lines = (rest + decoder.decode(part.value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      yield JSON.parse(line) as ISaid;
    }
  }
}

/** The last word, after every state has been shown. */
export async function answer(
  said: AsyncGenerator<ISaid>,
  show: (state: ISaid) => void
): Promise<ISaid> {
  for await (const one of said) {
    if (one.report !== undefined || one.gallery || one.error) {
      return one;
    }
    show(one);
  }
  throw new Told(CUT_OFF);
}

async function refusal(response: Response): Promise<string> {
  if (response.status === 401 || (response.status === 403 && response.redirected)) {
    return SIGNED_OUT;
  }
  const body = await response.json().catch(() => null);
  if (typeof body?.message === 'string' && body.message) {
    return response.status === 404 && !body.message.includes('.ipynb') ? NOT_INSTALLED : body.message;
  }
  return response.status === 404 ? NOT_INSTALLED : `${CUT_OFF} (${response.status})`;
}
