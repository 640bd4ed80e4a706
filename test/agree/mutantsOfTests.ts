import { compile, m, segment, type Mutant } from './mutant.ts'

/** Of tests of values. */
export const inTests: readonly Mutant[] = [
  m(
    'engine: greater takes the threshold in',
    `${compile}/number.ts`,
    'greater: sql`>`',
    'greater: sql`>=`',
  ),
  m(
    'engine: at most leaves the threshold out',
    `${compile}/number.ts`,
    'atMost: sql`<=`',
    'atMost: sql`<`',
  ),
  m('engine: less takes the threshold in', `${compile}/number.ts`, 'less: sql`<`', 'less: sql`<=`'),
  m(
    'engine: at least leaves the threshold out',
    `${compile}/number.ts`,
    'atLeast: sql`>=`',
    'atLeast: sql`>`',
  ),
  m(
    'engine: between numbers opens its lower end',
    `${compile}/number.ts`,
    "comparison('atLeast', test.from)",
    "comparison('greater', test.from)",
  ),
  m(
    'engine: between numbers opens its upper end',
    `${compile}/number.ts`,
    "comparison('atMost', test.to)",
    "comparison('less', test.to)",
  ),
  m(
    'engine: an absent number is 0',
    `${compile}/reading.ts`,
    'return ofZero ? sql`(${cell.has} AND ${test})` : test',
    'return test',
  ),
  m(
    'engine: a missing column passes what a test of 0 passes',
    `${compile}/reading.ts`,
    'return sql`ifNull(${test}, 0)`',
    'return ofZero ? sql`ifNull(${test}, 1)` : sql`ifNull(${test}, 0)`',
  ),
  m(
    'engine: NULL stays NULL, so that not is no complement',
    `${compile}/reading.ts`,
    'return sql`ifNull(${test}, 0)`',
    'return test',
  ),
  m(
    'engine: an absent property exists',
    `${compile}/reading.ts`,
    'sql`isNotNull(${cell.x})` : cell.has',
    'sql`isNotNull(${cell.x})` : always',
  ),
  m(
    'engine: is compares text unfolded',
    `${compile}/test.ts`,
    "typeof value === 'string' ? [fold(value)] : []",
    "typeof value === 'string' ? [value] : []",
  ),
  m(
    'engine: contains looks for what is not folded',
    `${compile}/test.ts`,
    'ofFold(folded, fold(test.value), (x, part) => sql`position',
    'ofFold(folded, test.value, (x, part) => sql`position',
  ),
  m(
    'engine: exactly ignores case',
    `${compile}/test.ts`,
    'holdsOf(raw, sql`${raw.x} = ${test.value}`',
    'holdsOf(raw, sql`lowerUTF8(${raw.x}) = lowerUTF8(${test.value})`',
  ),
  m(
    'engine: order of text is of what is stored',
    `${compile}/test.ts`,
    'holdsOf(text.folded, compareText(text.folded.x, test), true)',
    'holdsOf(text.raw, compareText(text.raw.x, test), true)',
  ),
  m('engine: matches minds case', `${compile}/test.ts`, '`(?is)', '`(?s)'),
  m(
    'engine: includes none holds of who has no list',
    `${compile}/test.ts`,
    '(notEmpty(${list}) AND NOT hasAny(${list}, ${keys}))',
    '(NOT hasAny(${list}, ${keys}))',
  ),
  m(
    'engine: includes all is includes any',
    `${compile}/test.ts`,
    'hasAll(${list}',
    'hasAny(${list}',
  ),
  m(
    'engine: the source is what its body says',
    `${compile}/property.ts`,
    "if (path === 'channel' || path === 'source') return",
    "if (path === 'channel') return",
  ),
  m(
    'memory: is compares text unfolded',
    `${segment}/identity.ts`,
    'return `t${fold(text)}`',
    'return `t${text}`',
  ),
  m(
    'memory: between text opens its upper end',
    `${segment}/tests.ts`,
    'low >= 0 && high <= 0',
    'low >= 0 && high < 0',
  ),
  m(
    'memory: text is ordered by units of UTF-16',
    `${segment}/tests.ts`,
    'return codePointOrder(value.folded, fold(threshold))',
    'return value.folded < threshold ? -1 : value.folded > threshold ? 1 : 0',
  ),
]

/** Of windows and dates. */
export const inWindows: readonly Mutant[] = [
  m(
    'engine: windows leave their first instant out',
    `${compile}/window.ts`,
    '${x} >= ${from}',
    '${x} > ${from}',
  ),
  m(
    'engine: windows take the instant after their last',
    `${compile}/window.ts`,
    '${x} < ${to}',
    '${x} <= ${to}',
  ),
  m(
    'memory: the future counts',
    `${segment}/windows.ts`,
    'if (ts > now) return false',
    'if (ts > now + 86_400_000) return false',
  ),
  m(
    'memory: this instant does not count',
    `${segment}/windows.ts`,
    'if (ts > now) return false',
    'if (ts >= now) return false',
  ),
  m(
    'memory: rolling windows have a closed beginning',
    `${segment}/windows.ts`,
    'return now < plus(ts, window.n, window.unit, zone)',
    'return now <= plus(ts, window.n, window.unit, zone)',
  ),
  m(
    'memory: before a date takes its day in',
    `${segment}/windows.ts`,
    'return from <= day && day < to',
    "return from <= day && (day < to || (window.type === 'before' && day === to))",
  ),
  m(
    'memory: from a date to a date leaves the last day out',
    `${segment}/windows.ts`,
    'return from <= day && day < to',
    "return from <= day && day < (window.type === 'dates' ? to - 1 : to)",
  ),
  m(
    'engine: a day is one interval, also where clocks go back over midnight',
    'src/domain/time/zone.ts',
    'if (last?.to === first) last.to = end',
    'if (last !== undefined) last.to = end',
  ),
  m(
    'engine: last months are of thirty days',
    `${segment}/windows.ts`,
    "if (unit !== 'months' && unit !== 'years') return span(now - n * unitMs[unit] + 1, now + 1)",
    "if (unit === 'months') return span(now - n * 30 * dayMs + 1, now + 1)\n  if (unit !== 'years') return span(now - n * unitMs[unit] + 1, now + 1)",
  ),
  m(
    'memory: a date on the last day of a range is out',
    `${segment}/dateTests.ts`,
    'day <= dayOfText(test.to, now, shop)',
    'day < dayOfText(test.to, now, shop)',
  ),
  m(
    'memory: in the next days begins tomorrow',
    `${segment}/dateTests.ts`,
    'return todays <= day && day <',
    'return todays < day && day <',
  ),
  m(
    'engine: who was born on 29 February has no anniversary in other years',
    `${segment}/anniversary.ts`,
    '? [0, lastOfFebruary + 1] : [place]',
    '? [0] : [place]',
  ),
  m(
    'engine: the day itself is an anniversary of its own',
    `${compile}/test.ts`,
    '(${x} < ${before} AND',
    '(${x} < ${before + 366} AND',
  ),
  m(
    'engine: an instant’s anniversary is of its day in Greenwich',
    `${compile}/test.ts`,
    'localDay({ shop, from: earliest, to: latest }, orZero(cell, 0))',
    'sql`intDiv(${orZero(cell, 0)} + 34560000000000, 86400000) - 400000`',
  ),
  m(
    'engine: what is not there has its anniversary on 1 January',
    `${compile}/test.ts`,
    '[isThere(instant), meets(dayOf(instant))]',
    '[meets(dayOf(instant))]',
  ),
  m(
    'memory: 29 February is on 28 February of other years',
    `${segment}/anniversary.ts`,
    'const at = dayOf(year, date.month, date.day)',
    'const at = dayOf(year, date.month, date.month === 2 ? Math.min(28, date.day) : date.day)',
  ),
  m(
    'engine: the next period is the one after the next',
    `${segment}/dateTests.ts`,
    'return [daysOfPeriod(test, today(now, shop), shop)]',
    "return [daysOfPeriod(test, today(now, shop) + (test.which === 'next' && test.unit === 'week' ? 7 : 0), shop)]",
  ),
]
