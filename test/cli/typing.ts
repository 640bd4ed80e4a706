import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { run } from '../../src/cli/main.ts'
import { startRunning, type Running } from '../http/running.ts'

export type Typed = { readonly code: number; readonly out: string; readonly err: string }

export type Shell = {
  /** The server that the commands are for. */
  readonly running: Running
  type(...words: string[]): Promise<Typed>
  /** The JSON that a command prints. */
  json(...words: string[]): Promise<Record<string, unknown>>
  /** Writes a file and answers where it is. */
  file(name: string, text: string): string
  close(): Promise<void>
}

/** Types commands in this process for a server that is running. */
export async function openShell(): Promise<Shell> {
  const directory = mkdtempSync(join(tmpdir(), 'clientela-typed-'))
  const running = await startRunning()
  const { url, key } = running.server
  const type = async (...words: string[]): Promise<Typed> => {
    vi.stubEnv('CLIENTELA_KEY', key)
    return await typed(['--url', url, '--data', join(directory, 'none'), ...words])
  }
  return {
    running,
    type,
    json: async (...words) => {
      const { code, out, err } = await type(...words, '--json')
      if (code !== 0) throw new Error(`exit ${code}: ${err}`)
      return JSON.parse(out) as Record<string, unknown>
    },
    file: (name, text) => {
      writeFileSync(join(directory, name), text)
      return join(directory, name)
    },
    close: async () => {
      vi.unstubAllEnvs()
      await running.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Runs the command line in this process and catches what it prints. */
export async function typed(words: readonly string[]): Promise<Typed> {
  const printed = { out: '', err: '' }
  const keep = (where: 'out' | 'err') => (chunk: string | Uint8Array) => {
    printed[where] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    return true
  }
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(keep('out'))
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(keep('err'))
  try {
    const code = await run(words)
    return { code, ...printed }
  } finally {
    out.mockRestore()
    err.mockRestore()
  }
}
