import { recall, remember, tried } from './places.ts'

/** What the visitor chose; by the shop's own names, what for. */
export type Choice = {
  readonly granted: boolean
  readonly categories?: Readonly<Record<string, boolean>>
}

export function choiceMade(): Choice | undefined {
  const text = recall('consent')
  return text === null ? undefined : tried(() => JSON.parse(text) as Choice)
}

/** Whether it is another than before. */
export function noteChoice(choice: Choice): boolean {
  const text = JSON.stringify(choice)
  if (text === recall('consent')) return false
  remember('consent', text)
  return true
}

/** Whether the browser asks not to be followed: Global Privacy Control, or Do Not Track. */
export function asksNotTo(): boolean {
  const { globalPrivacyControl, doNotTrack } = navigator as {
    globalPrivacyControl?: boolean
    doNotTrack?: string | null
  }
  return globalPrivacyControl === true || doNotTrack === '1'
}
