import { describe, expect, test } from 'vitest'
import { everywhere, Misuse, findCommand, readCommand } from '../../src/cli/command.ts'
import { commandHelp } from '../../src/cli/help.ts'
import { commands } from '../../src/cli/tree.ts'
import { typed } from './typing.ts'

const named = (name: string) => {
  const found = commands.find((command) => command.name === name)
  if (found === undefined) throw new Error(name)
  return found
}

describe('typing', () => {
  test('options may stand before, between and after the words', () => {
    for (const line of [
      '--data d segments count everyone --json',
      'segments --json count --data d everyone',
      'segments count everyone --data=d --json',
    ]) {
      const argv = line.split(' ')
      const { command } = findCommand(commands, argv)
      expect(command?.name).toBe('segments count')
      const read = readCommand(named('segments count'), argv)
      expect(read.given.positionals).toEqual(['everyone'])
      expect(read.globals).toMatchObject({ data: 'd', json: true })
    }
  })

  test('what may be given again is a list', () => {
    const line = 'import orders f --order a --customer b --time c --item d --quantity e --price f'
    const argv = [...line.split(' '), '--field', 'x=A', '--field', 'y=B']
    const { given } = readCommand(named('import orders'), argv)
    expect(given.options['field']).toEqual(['x=A', 'y=B'])
    expect(given.options['property']).toEqual([])
    expect(given.options['yes']).toBe(false)
  })

  test.each([
    ['an option that there is not', ['segments', 'count', 'everyone', '--att', 'x']],
    ['an option without its value', ['segments', 'count', 'everyone', '--at']],
    ['a word too many', ['segments', 'count', 'city', '=', '"x"']],
    ['a word too few', ['segments', 'count']],
    ['a required option missing', ['import', 'orders', 'f', '--order', 'a']],
    ['a choice that is none', ['segments', 'members', 'everyone', '--format', 'xml']],
  ])('%s is refused as misuse', (_name, argv) => {
    const { command } = findCommand(commands, argv)
    expect(() => readCommand(command ?? named('start'), argv)).toThrow(Misuse)
  })

  test('an option means the same in all commands, so that words can be told from values', () => {
    const types = new Map<string, string>()
    for (const { options } of commands) {
      for (const [name, { type }] of Object.entries({ ...everywhere, ...options })) {
        expect(types.get(name) ?? type).toBe(type)
        types.set(name, type)
      }
    }
  })
})

describe('help', () => {
  test.each(commands)(
    'of $name shows how it is typed and an example that can be read',
    (command) => {
      const text = commandHelp(command)
      expect(text).toContain(`clientela ${command.name}`)
      expect(text).toContain('Examples')
      expect(command.examples.length).toBeGreaterThan(0)
      const [told = ''] = text.split('\nExamples\n')
      const wide = told.split('\n').filter((line) => line.length > 80)
      expect(wide.filter((line) => !line.startsWith('  clientela '))).toEqual([])
      for (const { line } of command.examples) {
        const words = shellWords(line).slice(1)
        const found = findCommand(commands, words).command
        expect(found?.name).toBe(command.name)
        expect(readCommand(command, words).command).toBe(command)
      }
    },
  )

  test('is printed where nothing is typed, and where it is asked for', async () => {
    const bare = await typed([])
    expect([bare.code, bare.err]).toEqual([0, ''])
    expect(bare.out).toContain('segments count')
    const group = await typed(['segments', '--help'])
    expect(group.out).toContain('segments count')
    expect(group.out).not.toContain('import orders')
    const one = await typed(['segments', 'count', '--help'])
    expect(one.out).toContain('--at INSTANT')
  })

  test('what is no command is misuse: exit code 2, nothing on standard output', async () => {
    for (const words of [['fly'], ['segments', 'fly'], ['segments', 'count', '--fly']]) {
      const { code, out, err } = await typed(words)
      expect([code, out]).toEqual([2, ''])
      expect(err).toContain('--help')
    }
  })

  test('the version is that of the package', async () => {
    expect((await typed(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

/** Words of a line as a shell splits it, with the two kinds of quotes and pipes to nowhere. */
function shellWords(line: string): string[] {
  const [before = ''] = line.split(' > ')
  return [...before.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  )
}

test('an option without a command is not understood; the version is told as JSON too', async () => {
  const bogus = await typed(['--bogus'])
  expect([bogus.code, bogus.out]).toEqual([2, ''])
  const version = await typed(['--version', '--json'])
  expect(JSON.parse(version.out)).toHaveProperty('version')
})
