/**
 * What a shop's page loads: the calls of the Segment tracking API, which never throw into the page, and
 * collect nothing of who has not allowed it. The page says how by attributes of the script's element
 * (docs/tracking.md); what it calls before this is there waits in a list.
 */
import { tellBy, type Settings } from './calls.ts'
import { asksNotTo } from './consent.ts'
import { callNames, gateBy, type Call } from './gate.ts'
import { goOn, lose, sendIn, sendNow } from './queue.ts'

const here = window as unknown as { clientela?: unknown }
const script = document.currentScript
const before = here.clientela
// Twice in a page is once.
if (script instanceof HTMLScriptElement && (before === undefined || Array.isArray(before))) {
  begin(script, (before ?? []) as readonly Call[])
}

function begin(element: HTMLScriptElement, waiting: readonly Call[]): void {
  const settings = settingsOf(element)
  const take = gateBy(settings, tellBy(settings))
  const push = (call: Call) => {
    try {
      take(call)
    } catch (error) {
      lose(error)
    }
  }
  here.clientela = {
    push,
    ...Object.fromEntries(
      callNames.map((name) => [name, (...given: unknown[]) => push([name, ...given])]),
    ),
  }
  // What was chosen comes before all that depends on it.
  for (const call of waiting.filter(([name]) => name === 'consent')) push(call)
  if (element.dataset['page'] !== 'off') push(['page'])
  for (const call of waiting.filter(([name]) => name !== 'consent')) push(call)
  const { door } = settings
  addEventListener('online', () => goOn(door))
  addEventListener('pagehide', () => sendNow(door))
  document.addEventListener('visibilitychange', () => document.hidden && sendNow(door))
  // What pages before have left.
  sendIn(door, 0)
}

const minuteMs = 60_000

function settingsOf({ src, dataset }: HTMLScriptElement): Settings {
  const { writeKey = '', consent, signals, sessionMinutes } = dataset
  return {
    // Beside itself.
    door: { url: src.replace(/[^/]*$/, 'b'), writeKey },
    gapMs: (Number(sessionMinutes) || 30) * minuteMs,
    mustAsk: consent === 'required' || (signals !== 'ignore' && asksNotTo()),
  }
}
