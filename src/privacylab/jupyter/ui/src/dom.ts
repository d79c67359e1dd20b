// Elements from text. Text is set as text, so that none of it can become a page's own.

export type Part = Node | string | null | false;

function parts(given: Part[]): (Node | string)[] {
  return given.filter((part): part is Node | string => part !== null && part !== false);
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...given: Part[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  made.append(...parts(given));
  return made;
}

/** A paragraph in which what stands between backticks is code. */
export function prose(className: string, text: string): HTMLParagraphElement {
  const found = text.split('`').map((part, n) => (n % 2 ? element('code', '', part) : part));
  return element('p', className, ...found);
}

export function button(className: string, label: string, press: () => void): HTMLButtonElement {
  const made = element('button', className, label);
  made.type = 'button';
  made.addEventListener('click', press);
  return made;
}

/** A line that opens what is below it; that is built when it is first opened. */
export function disclosure(
  className: string,
  label: Part[],
  build: () => Node[],
  open = false
): { toggle: HTMLButtonElement; body: HTMLDivElement } {
  const body = element('div', `pl-disclosed ${className}`);
  const toggle = button('pl-toggle', '', () => set(body.hidden));
  const set = (opened: boolean) => {
    if (opened && !body.hasChildNodes()) {
      body.append(...build());
    }
    body.hidden = !opened;
    toggle.setAttribute('aria-expanded', String(opened));
  };
  toggle.append(...parts(label));
  set(open);
  return { toggle, body };
}

/** A word with its sign, which is for the eye alone. */
export function outcome(sign: string, word: string): HTMLSpanElement {
  const mark = element('span', '', `${sign} `);
  mark.setAttribute('aria-hidden', 'true');
  const made = element('span', 'pl-outcome', mark, word);
  made.dataset.outcome = word;
  return made;
}
