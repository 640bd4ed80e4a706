import { readFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import { isFailure, Refusal, type Failure } from '../domain/failure.ts'
import { findCommand, Misuse, readCommand, type Typed } from './command.ts'
import { commandHelp, overview } from './help.ts'
import { makeOutput, type Output } from './output.ts'
import { settingsFrom } from './settings.ts'
import { commands } from './tree.ts'

/** What the shell is told: done, failed, not understood, interrupted. */
export const exitCodes = { done: 0, failed: 1, misuse: 2, interrupted: 130 } as const
type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Reads what was typed, does it, and says how it went. Never throws. */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  const output = makeOutput(argv.includes('--json'))
  try {
    if (argv.includes('--version') && argv.every((word) => /^--(?:version|json)$/.test(word))) {
      output.result({ version: version() }, () => [version()])
      return exitCodes.done
    }
    const typed = read(argv, output)
    if (typed === undefined) return exitCodes.done
    const { config, warnings } = settingsFrom(argv)
    for (const warning of warnings) output.say(output.dim(warning))
    return await perform(typed, config, output)
  } catch (error) {
    output.problem(failureOf(error))
    return error instanceof Misuse ? exitCodes.misuse : exitCodes.failed
  }
}

/** The command that was typed; undefined when help was asked for, which is then printed. */
function read(argv: readonly string[], output: Output): Typed | undefined {
  const { command, words } = findCommand(commands, argv)
  if (command === undefined) {
    const asked = argv.some((word) => word === '--help' || word === '-h') || argv.length === 0
    const known = words.length === 0 || commands.some(({ name }) => name.startsWith(`${words[0]} `))
    if (!asked && (!known || words.length !== 1)) {
      const said =
        words.length === 0 ? 'No command is named' : `There is no command ${words.join(' ')}`
      throw new Misuse(said, 'See clientela --help.')
    }
    output.result({ commands: commands.map(({ name }) => name) }, () => [overview(commands, words)])
    return undefined
  }
  const typed = readCommand(command, argv)
  if (!typed.globals.help) return typed
  output.result({ help: commandHelp(command) }, () => [commandHelp(command)])
  return undefined
}

async function perform(
  { command, given }: Typed,
  config: Config,
  output: Output,
): Promise<ExitCode> {
  const interrupt = new AbortController()
  // Not before a command runs: help is to be there at once.
  const { makeSession } = await import('./session.ts')
  const { session, end } = makeSession({ output, config, signal: interrupt.signal })
  let unread = false
  const onInterrupt = (): void => interrupt.abort()
  // Whoever read our output, `head` say, has seen enough: that is no failure.
  const onUnread = (): void => {
    unread = true
    interrupt.abort()
  }
  process.stdout.on('error', onUnread)
  process.once('SIGINT', onInterrupt)
  process.once('SIGTERM', onInterrupt)
  try {
    await command.run(given, session)
    // What ends by itself when it is interrupted, as a server does, was stopped and has not failed.
    return exitCodes.done
  } catch (error) {
    if (unread) return exitCodes.done
    if (interrupt.signal.aborted) return exitCodes.interrupted
    throw error
  } finally {
    output.clear()
    await end()
    process.off('SIGINT', onInterrupt)
    process.off('SIGTERM', onInterrupt)
    if (!unread) process.stdout.off('error', onUnread)
  }
}

/** Our own mistakes are told too, with their stack: there is no log to look into. */
function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) return error.failure
  if (isFailure(error)) return error
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    code: 'unavailable',
    message: `A mistake of the program: ${said}`,
    fix: 'Please report it, with what was typed.',
  }
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
