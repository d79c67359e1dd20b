// What opens at full marks: the reference answer beside one's own, and how others got it wrong.

import { disclosure, element, prose } from '../dom';
import { IDiff, IGallery, IReport, Line } from './report';

const LOADING = 'Loading …';
const CLASSES: { [sign: string]: string } = { '-': 'pl-removed', '+': 'pl-added' };

/** fetch gets the gallery from the server; an error's message is a sentence. */
export function renderGallery(report: IReport, fetch: () => Promise<IGallery>): HTMLElement | null {
  if (!report.gallery) {
    return null;
  }
  let asked: Promise<IGallery> | null = null;
  const load = () =>
    (asked ??= fetch().catch(error => {
      asked = null; // it can be asked for again
      throw error;
    }));
  const made = [
    lazily('See the reference answer', load, gallery => reference(gallery, isPassing(report))),
    lazily('How others got it wrong', load, counterfeits)
  ];
  if (report.stretch) {
    made.push(section('One more question', () => [prose('', report.stretch)]));
  }
  return element('div', 'pl-gallery', ...made);
}

function section(label: string, build: () => Node[]): HTMLElement {
  const { toggle, body } = disclosure('', [label], build);
  return element('section', '', element('h3', '', toggle), body);
}

function lazily(
  label: string,
  load: () => Promise<IGallery>,
  build: (gallery: IGallery) => Node[]
): HTMLElement {
  const place = element('div', '');
  place.setAttribute('aria-live', 'polite');
  const fill = () => {
    place.replaceChildren(element('p', '', LOADING));
    load().then(
      gallery => place.replaceChildren(...build(gallery)),
      error => place.replaceChildren(element('p', 'pl-error', (error as Error).message))
    );
  };
  return section(label, () => {
    fill();
    return [place];
  });
}

/** Whether the answer as it is now is known to pass; an earlier one has had full marks. */
function isPassing(report: IReport): boolean {
  return report.kind === 'grade' && report.outcome === 'passed';
}

function reference(gallery: IGallery, passing: boolean): Node[] {
  if (gallery.steps.every(step => isSame(step))) {
    return [prose('', 'Your answer is the reference answer, line for line.')];
  }
  const legend =
    'Lines marked − are in your answer alone, lines marked + in the reference alone.' +
    (passing ? ' Yours passes every check, so a difference is not a mistake.' : '');
  return [
    prose('', legend),
    ...gallery.steps.map(step => {
      const name = element('code', '', step.name);
      return isSame(step)
        ? element('h4', '', name, ': the same')
        : element('div', '', element('h4', '', name), diff(step.lines));
    })
  ];
}

function isSame(step: IDiff): boolean {
  return step.lines.every(([sign]) => sign === ' ');
}

function counterfeits(gallery: IGallery): Node[] {
  const count = gallery.counterfeits.length;
  const intro = `${count} wrong answers, as changes to the reference: − is removed, + is added. The hidden checks tell each of them from a right one.`;
  const items = gallery.counterfeits.map(one => {
    const { toggle, body } = disclosure('', [...prose('', one.story).childNodes] as Node[], () => [
      ...one.breaks.map(line => prose('pl-breaks', `It breaks ${line}`)),
      ...one.changes.map(change => diff(change.lines))
    ]);
    return element('li', '', toggle, body);
  });
  return [prose('', intro), element('ul', 'pl-counterfeits', ...items)];
}

function diff(lines: Line[]): HTMLElement {
  const made = element('pre', 'pl-diff');
  for (const [sign, text] of lines) {
    const shown = `${sign === '-' ? '−' : sign} ${text}\n`;
    made.append(element('span', CLASSES[sign] ?? '', shown));
  }
  return made;
}
