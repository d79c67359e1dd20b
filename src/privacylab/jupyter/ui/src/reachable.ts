// What notebooks hold for everyone: sliders with a name, and wide texts that the keyboard can scroll.
//
// ipywidgets labels a slider, but not the handle that takes the focus. JupyterLab lets a wide table
// or a long line scroll, but only with a mouse.

import { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';

const UNNAMED = '.noUi-handle:not([aria-label])';
const MAY_SCROLL =
  '.jp-RenderedHTMLCommon, .jp-RenderedText pre, .jp-RenderedHTMLCommon :is(pre, div, .MathJax), ' +
  '.jp-OutputArea-output, .widget-html-content, .widget-box';
const WIDE = 'pl-wide';
const PAUSE = 200; // milliseconds after the last change
const STEP = 40; // pixels for one press of an arrow

export const reachable: JupyterFrontEndPlugin<void> = {
  id: 'privacylab:reachable',
  description: 'Names sliders for screen readers, and lets the keyboard scroll wide texts.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (_, tracker: INotebookTracker): void => {
    tracker.widgetAdded.connect((_, panel) => watch(panel));
    // before JupyterLab's own shortcuts, which take the arrows for the headings
    window.addEventListener('keydown', scroll, true);
  }
};

function watch(panel: NotebookPanel): void {
  let timer = 0;
  const soon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      name(panel.node);
      reach(panel.node);
    }, PAUSE);
  };
  const changes = new MutationObserver(soon);
  changes.observe(panel.node, { childList: true, subtree: true });
  const size = new ResizeObserver(soon);
  size.observe(panel.node);
  panel.disposed.connect(() => {
    window.clearTimeout(timer);
    changes.disconnect();
    size.disconnect();
  });
}

function name(root: ParentNode): void {
  for (const handle of root.querySelectorAll(UNNAMED)) {
    const label = handle.closest('.widget-slider')?.querySelector('.widget-label')?.textContent?.trim();
    if (label) {
      handle.setAttribute('aria-label', label);
    }
  }
}

/** Give what scrolls a place in the order of the Tab key, and take it from what does so no more. */
function reach(root: ParentNode): void {
  for (const one of root.querySelectorAll<HTMLElement>(MAY_SCROLL)) {
    const wide = one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight;
    if (wide && /auto|scroll/.test(getComputedStyle(one).overflow)) {
      one.classList.add(WIDE);
      one.tabIndex = 0;
      one.setAttribute('role', 'group');
      one.setAttribute('aria-label', 'Wide content: the arrow keys scroll it');
    } else if (one.classList.contains(WIDE)) {
      one.classList.remove(WIDE);
      for (const attribute of ['tabindex', 'role', 'aria-label']) {
        one.removeAttribute(attribute);
      }
    }
  }
}

function scroll(event: KeyboardEvent): void {
  const { key, target } = event;
  const way = key === 'ArrowRight' ? STEP : key === 'ArrowLeft' ? -STEP : 0;
  const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
  if (way && plain && target instanceof HTMLElement && target.classList.contains(WIDE)) {
    target.scrollBy({ left: way });
    event.preventDefault();
    event.stopPropagation();
  }
}
