import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parcelOf } from '../../crash/parcels.ts'
import { launch, type Exit } from '../../crash/processes.ts'
import { ServerAt } from '../../crash/server.ts'

const seed = 7

/** A data directory with a server of its own processes, to which parcels of events are posted in order. */
export class Shop {
  readonly directory: string
  readonly server: ServerAt
  readonly problems: string[] = []
  /** Where each parcel is in the inbox, by its number. */
  readonly positions: number[] = []
  #list = 0

  constructor(root: string, name: string) {
    this.directory = join(root, name)
    this.server = new ServerAt(this.directory, (problem) => this.problems.push(problem))
  }

  /** A new one, with a list and two segments. */
  async open(): Promise<void> {
    mkdirSync(this.directory)
    await this.server.start('')
    const list = await this.server.ask('POST', '/api/lists', { name: 'Escolhidos' })
    this.#list = Number(list['id'])
    for (const text of [
      'did "Order Completed" at least 3 times',
      'in list "Escolhidos" and city = "Recife"',
    ]) {
      await this.server.ask('POST', '/api/segments', { name: text.slice(0, 20), text })
    }
  }

  /** One after the other, until there have been so many or the signal aborts. */
  async post(most: number, end?: AbortSignal): Promise<void> {
    while (this.positions.length < most && end?.aborted !== true) {
      const { path, type, body } = parcelOf(seed, numberOf(this.positions.length), this.#list)
      const answer = await this.server.send(path, type, body)
      if (answer === undefined) await sleep(50)
      else this.positions.push(Number(answer['position']))
    }
  }

  async command(...words: string[]): Promise<Exit> {
    return await launch(['--data', this.directory, ...words]).exited
  }

  /** All that has arrived is taken in and the segments follow; then it is stopped. */
  async settle(): Promise<void> {
    await this.server.start('')
    for (let waiting = 1; waiting > 0;) {
      const { inbox } = await this.server.ask('GET', '/api/status')
      waiting = (inbox as { waiting: number }).waiting
      await sleep(50)
    }
    const refreshed = await this.command('segments', 'refresh')
    if (refreshed.code !== 0) this.problems.push(`refresh failed: ${refreshed.err}`)
    await this.server.quiet()
    await this.server.stop()
  }
}

/** All but consents, which are refused of people who have not come yet. */
function numberOf(nth: number): number {
  return Math.floor(nth / 9) * 10 + (nth % 9 === 8 ? 9 : nth % 9)
}
