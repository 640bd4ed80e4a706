import { compile, m, segment, type Mutant } from './mutant.ts'

export const inSequences: readonly Mutant[] = [
  m(
    'engine: a step may come at the instant of the one before',
    `${compile}/sequence.ts`,
    'AND 1 PRECEDING',
    'AND CURRENT ROW',
  ),
  m(
    'engine: what never comes for a time holds before that is over',
    `${compile}/sequence.ts`,
    'goesOnAfter ? always : sql`${last} <= ${now}`',
    'always',
  ),
  m(
    'engine: events that lack a property have it in common',
    `${compile}/sequence.ts`,
    "sql`(key != '' AND ${target})`",
    'target',
  ),
  m(
    'engine: items are asked for what the event has itself',
    `${compile}/observed.ts`,
    'if(notEmpty(${ofEvent}), ${ofEvent}, ${ofItems})',
    'arrayConcat(${ofEvent}, ${ofItems})',
  ),
  m(
    'engine: what never comes may come at the end of its time',
    `${compile}/sequence.ts`,
    'sql`${comes} > ${last}`',
    'sql`${comes} >= ${last}`',
  ),
  m(
    'engine: what refers further back refers to any event of that step',
    `${compile}/sequenceReferences.ts`,
    'return sql`${commonOf(own, i)} = ${common}`',
    'return sql`${commonOf(own, i)} != []`',
  ),
  m(
    'engine: what never comes of a step further back comes whatever it has',
    `${compile}/sequenceReferences.ts`,
    'if (!referred.by.includes(step) ||',
    'if (!referred.by.includes(step) || step.never === true ||',
  ),
  m(
    'engine: a month later is thirty days later',
    `${compile}/calendar.ts`,
    'sql`(${daysLater(day, n, unit)} - ${day}) * ${dayMs} + ${local}`',
    "sql`${n * (unit === 'years' ? 365 : 30)} * ${dayMs} + ${local}`",
  ),
  m(
    'memory: what refers further back refers to the event before',
    `${segment}/sequence.ts`,
    'same === undefined || as !== undefined ?',
    'same === undefined ?',
  ),
  m(
    'memory: the end of the time within which a step comes is not included',
    `${segment}/sequence.ts`,
    'end > until(next, event, context.shop.zone)',
    'end >= until(next, event, context.shop.zone)',
  ),
  m(
    'memory: what never comes must not come with the next step either',
    `${segment}/sequence.ts`,
    'comes >= end ||',
    'comes > end ||',
  ),
  m(
    'memory: what never comes is looked for in the window only',
    `${segment}/sequence.ts`,
    'nevers.filter((never) => takes(never, event))',
    'nevers.filter((never) => isInWindow(event.ts) && takes(never, event))',
  ),
]
