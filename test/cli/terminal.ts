import { spawn, spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { entryArgs } from '../../src/store/thread.ts'
import { patienceMs } from '../patience.ts'

const entry = new URL('./entry.ts', import.meta.url)

/** Whether there is a program that gives another a terminal: `script` of util-linux. */
export const hasTerminal =
  process.platform === 'linux' &&
  spawnSync('script', ['--version']).stdout?.toString().includes('util-linux')

export const keys = { enter: '\r', down: '\u001B[B', no: 'n', interrupt: '\u0003' } as const

export type Terminal = {
  /** What was asked so far, in order: each question each time that it came up. */
  readonly asked: () => readonly string[]
  /** Waits for the next question, and types the answer. */
  readonly answer: (question: string, ...typed: readonly string[]) => Promise<void>
  /** What stood on the screen, and how it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly screen: string }>
}

/** Types a command at a terminal of its own. */
export function openTerminal(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Terminal {
  const all = [process.execPath, ...entryArgs(entry), fileURLToPath(entry), ...words]
  const line = all.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  // Of no width, it would show a letter a line.
  const sized = `stty cols 200 rows 60; exec ${line}`
  const child = spawn('script', ['-qefc', sized, '/dev/null'], {
    env: { ...process.env, ...env, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let raw = ''
  child.stdout.on('data', (chunk: Buffer) => (raw += chunk.toString('utf8')))
  const screen = () => stripVTControlCharacters(raw)
  const asked = () => [...screen().matchAll(/◆ +(.*?) *\r?\n/g)].map(([, text = '']) => text)
  const ended = new Promise<{ code: number | null; screen: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, screen: screen() }))
  })
  let answered = 0
  return {
    asked,
    ended,
    answer: async (question, ...typed) => {
      const until = Date.now() + patienceMs
      while (asked().length <= answered) {
        if (Date.now() > until || child.exitCode !== null) {
          child.kill()
          throw new Error(`never asked: ${question}\n${screen()}`)
        }
        await sleep(20)
      }
      const now = asked()[answered] ?? ''
      if (!now.includes(question)) throw new Error(`asked ${now}, and not: ${question}`)
      answered += 1
      for (const each of typed) {
        // As fast as hands are, which see what a key did: keys of one piece are one key to a terminal.
        await sleep(100)
        const before = raw.length
        child.stdin.write(each)
        for (let i = 0; i < 200 && raw.length === before; i += 1) await sleep(20)
      }
    },
  }
}
