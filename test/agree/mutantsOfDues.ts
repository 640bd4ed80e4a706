import { compile, m, segment, type Mutant } from './mutant.ts'

/** Of when somebody has to be asked again. */
export const inDues: readonly Mutant[] = [
  m(
    'dues: all is a millisecond late',
    `${compile}/dues.ts`,
    '${context.now + 1} AS at',
    '${context.now + 2} AS at',
  ),
  m(
    'dues: what a saved segment rests on is left out',
    `${compile}/dues.ts`,
    '    ...[...segments].map(segmentColumn),\n',
    '',
  ),
  m(
    'dues: who is pinned is asked as the others are',
    `${compile}/dues.ts`,
    '(${pin} = 0, ${forever}',
    '(0, ${forever}',
  ),
  m(
    'dues: nothing that is to come is looked at where a window loses events',
    `${compile}/timedDid.ts`,
    'soonest([leaves, comes])',
    'leaves',
  ),
  m(
    'dues: the least is gone with the first of those that have it',
    `${compile}/timedDid.ts`,
    '-arrayMin(',
    'arrayMin(',
  ),
  m(
    'dues: what lowers a sum makes no difference to it',
    `${compile}/timedDid.ts`,
    'x -> x != 0',
    'x -> x > 0',
  ),
  m(
    'dues: a day more has passed a millisecond later',
    `${compile}/timedDid.ts`,
    '${dayMs - 1}',
    '${dayMs}',
  ),
  m(
    'dues: of a change only the window itself is looked at',
    `${compile}/timedDid.ts`,
    'compared === undefined ? [] : [movesBefore',
    'compared === undefined || now > 0 ? [] : [movesBefore',
  ),
  m(
    'dues: tests of dates in a where are left out',
    `${compile}/timedDid.ts`,
    'soonest([turn, ...asked])',
    'turn',
  ),
  m(
    'dues: a sequence ends with the first event from which it can be gone through',
    `${compile}/timedSequence.ts`,
    'sql`max(',
    'sql`min(',
  ),
  m(
    'dues: the time of what must never come does not end',
    `${compile}/timedSequence.ts`,
    '    ...lapses,\n',
    '',
  ),
  m(
    'dues: clocks that go back over midnight are not looked at',
    `${compile}/calendar.ts`,
    '[midnightOf(day, shop.zone), ...again]',
    '[midnightOf(day, shop.zone)]',
  ),
  m(
    'dues: days are not clamped to their month',
    `${compile}/calendar.ts`,
    'least(${same}, ${firstOf(sql`${of} + ${months + 1}`)} - 1)',
    '(${same})',
  ),
  m(
    'dues: an anniversary is none in the first year',
    `${compile}/turn.ts`,
    'greatest(1, ',
    'greatest(2, ',
  ),
  m(
    'dues: the last of a month is reached from one day alone',
    `${compile}/turn.ts`,
    'if(${isLast}, ',
    'if(0, ',
  ),
  m(
    'dues: a period of the calendar loses nothing when the next begins',
    `${segment}/moves.ts`,
    '[...without(before, then), ...without(then, before)]',
    'without(then, before)',
  ),
  m(
    'dues: a relative date is a day off',
    `${segment}/moves.ts`,
    'after: firstAgo + 1',
    'after: firstAgo + 2',
  ),
  m(
    'dues: all months are as long as the first of a window',
    `${segment}/moves.ts`,
    'if (found.at(-1)?.shift !== shift) found.push({ from: point, shift })',
    'if (found.at(-1)?.shift === shift) found.push({ from: point, shift })',
  ),
]
