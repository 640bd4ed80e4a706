import { closeSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'

const sync = promisify(fdatasync)

/**
 * What was acknowledged, in a file of the driver's own: a mark counts when it is on disk there. Marks
 * of one moment share an fsync.
 */
export class Journal {
  readonly #path: string
  readonly #file: number
  #waiting: { readonly marks: readonly number[]; readonly done: () => void }[] = []
  #isWorking = false
  /** Of those that count. */
  count = 0

  constructor(path: string) {
    this.#path = path
    this.#file = openSync(path, 'a')
  }

  async note(marks: readonly number[]): Promise<void> {
    await new Promise<void>((done) => {
      this.#waiting.push({ marks, done })
      if (!this.#isWorking) void this.#work()
    })
  }

  /** As they are on disk. */
  read(): ReadonlySet<number> {
    return new Set(readFileSync(this.#path, 'utf8').split('\n').filter(Boolean).map(Number))
  }

  close(): void {
    closeSync(this.#file)
  }

  async #work(): Promise<void> {
    this.#isWorking = true
    while (this.#waiting.length > 0) {
      const now = this.#waiting
      this.#waiting = []
      const marks = now.flatMap((each) => each.marks)
      writeSync(this.#file, marks.map((mark) => `${mark}\n`).join(''))
      await sync(this.#file)
      this.count += marks.length
      for (const { done } of now) done()
    }
    this.#isWorking = false
  }
}
