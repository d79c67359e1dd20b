// The words of the second button: in a bundle, whose learners have no hidden checks, it hands in.

import { PageConfig } from '@jupyterlab/coreutils';

const HANDS_IN = PageConfig.getOption('privacylabHandsIn') === 'true';

export const GRADE = HANDS_IN
  ? {
      button: 'Hand In',
      command: 'Hand In the Module',
      tooltip: 'Save, run the public checks of the whole module, and pack it into a zip to upload',
      doing: 'Packing',
      done: 'Packed',
      none: 'or Hand In to pack the module into a zip to upload. ',
      passes: 'public checks pass',
      points: '',
      repair: 'that exercise can be started over from the command palette, which keeps what you have.'
    }
  : {
      button: 'Grade',
      command: 'Grade Exercise',
      tooltip: 'Save, and grade against the hidden checks, too',
      doing: 'Grading',
      done: 'Graded',
      none: 'or Grade to run the hidden ones, too. ',
      passes: 'public checks pass, not graded yet',
      points: 'Your points are from your best grade in each exercise. ',
      repair: 'press Grade, which repairs it.'
    };
