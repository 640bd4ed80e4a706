import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Mutant } from './mutant.ts'
import { mutants } from './mutantList.ts'
import { inDues } from './mutantsOfDues.ts'

const root = join(import.meta.dirname, '..', '..')

export type MutantRun = {
  /** Of an engine that runs. */
  readonly url: string
  readonly seed: number
  /** At the most so many of each. */
  readonly cases: number
  /** Part of what a mutant says: those alone. */
  readonly only: string
  /** So many at the beginning are left out. */
  readonly skip: number
  readonly say: (line: string) => void
}

/** Plants each mutant into a copy of the program and looks whether so many cases see it; how many are not seen. */
export async function runMutants(asked: MutantRun): Promise<number> {
  const { only, skip, say } = asked
  const directory = mkdtempSync(join(tmpdir(), 'clientela-mutant-'))
  for (const part of ['src', 'test', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, part), join(directory, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))
  const chosen = mutants.slice(skip).filter(({ says }) => says.includes(only))
  let survivors = 0
  try {
    for (const mutant of chosen) {
      const restore = plant(directory, mutant)
      const { status, output } = await run(directory, asked, inDues.includes(mutant))
      restore()
      if (status !== 3) survivors++
      say(
        `${status === 3 ? 'seen' : status === 0 ? 'NOT SEEN' : `status ${status}`}: ${mutant.says} (${output.trim().split('\n').at(-1)})`,
      )
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  say(`${chosen.length - survivors} of ${chosen.length} mutants seen`)
  return survivors
}

/** Fails unless the text to replace is there exactly once. */
function plant(directory: string, { file, from, to }: Mutant): () => void {
  const path = join(directory, file)
  const text = readFileSync(path, 'utf8')
  if (text.split(from).length !== 2) throw new Error(`not exactly once in ${file}: ${from}`)
  writeFileSync(
    path,
    text.replace(from, () => to),
  )
  return () => writeFileSync(path, text)
}

async function run(
  directory: string,
  { url, seed, cases }: MutantRun,
  ofDues: boolean,
): Promise<{ status: number | null; output: string }> {
  const args = [
    '--import',
    'tsx',
    'test/agree/run.ts',
    '--engine',
    url,
    '--seed',
    String(seed),
    '--cases',
    String(cases),
    ...(ofDues ? ['--dues'] : []),
  ]
  const child = spawn(process.execPath, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (data: Buffer) => (output += data.toString()))
  child.stderr.on('data', (data: Buffer) => (output += data.toString()))
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { status, output }
}
