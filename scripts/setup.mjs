/**
 * Everything between a fresh clone and a program that runs: checks Node, installs what is missing,
 * builds what has changed. Plain Node without dependencies, because it runs before there are any.
 * Says nothing on standard output; with --quiet says only what takes long.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const quiet = process.argv.includes('--quiet')
const installedStamp = join(root, 'node_modules', '.clientela-installed')
const builtStamp = join(root, 'dist', '.clientela-built')
const web = join(root, 'dist', 'web')
const webStamp = join(web, '.clientela-built')

try {
  checkNode()
  await install()
  await build()
  await buildWeb()
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Error(
    `Clientela needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org`,
  )
}

async function install() {
  const wanted = hash([readFileSync(join(root, 'package-lock.json'), 'utf8')])
  if (read(installedStamp) === wanted && isThere()) return
  // Not `npm ci`: it refuses a lock file that lacks the binaries of other platforms, which not every
  // registry offers. The versions and digests are the lock file's all the same, and it is not rewritten.
  await step('Installing what Clientela is made of (about 850 MB, once; a minute or two)', npm(), [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ])
  // Beside and moved in: another clone may have this file as a hard link, and is not installed by it.
  writeFileSync(`${installedStamp}-${process.pid}`, wanted)
  renameSync(`${installedStamp}-${process.pid}`, installedStamp)
}

/** Whether all that the project names itself is there, whatever the stamp says. */
function isThere() {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  return Object.keys({ ...dependencies, ...devDependencies }).every((name) =>
    existsSync(join(root, 'node_modules', name, 'package.json')),
  )
}

async function build() {
  const settings = [
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/buildSnippet.mjs',
  ]
  const wanted = hash(sourceList(settings, (path) => !path.startsWith('web')))
  // What tells of it, `bin/clientela`, looks at times alone: what is as it was is newer from now on.
  if (read(builtStamp) === wanted) return utimesSync(builtStamp, new Date(), new Date())
  // Built beside and moved in at once: a program running from dist never sees half of it.
  const fresh = join(root, `.dist-${process.pid}`)
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  try {
    await step('Building', process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh])
    const snippet = [join(root, 'scripts', 'buildSnippet.mjs'), join(fresh, 'snippet')]
    await step('Building what pages of shops load', process.execPath, snippet)
    writeFileSync(join(fresh, '.clientela-built'), wanted)
    const old = `${fresh}-old`
    if (existsSync(web)) renameSync(web, join(fresh, 'web'))
    if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old)
    renameSync(fresh, join(root, 'dist'))
    rmSync(old, { recursive: true, force: true })
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** The web app, by vite, in the same way. */
async function buildWeb() {
  const settings = ['package.json', 'package-lock.json', 'vite.config.ts', 'scripts/buildWeb.mjs']
  const wanted = hash(sourceList(settings, (path) => /^(?:web|api|domain)(?:$|[/\\])/.test(path)))
  if (read(webStamp) === wanted) return
  const fresh = join(root, `.dist-web-${process.pid}`)
  try {
    await step('Building the pages', process.execPath, [
      join(root, 'scripts', 'buildWeb.mjs'),
      fresh,
    ])
    writeFileSync(join(fresh, '.clientela-built'), wanted)
    rmSync(web, { recursive: true, force: true })
    renameSync(fresh, web)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** Every file that a build reads, of `src` those that are wanted, with its size and time. */
function sourceList(settings, isWanted) {
  const src = join(root, 'src')
  const files = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => isWanted(relative(src, path)))
  return [...files, ...settings.map((name) => join(root, name))]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((file) => {
      const { size, mtimeMs } = statSync(file)
      return `${file} ${size} ${mtimeMs}`
    })
}

/** Runs a command; what it prints is shown only if it fails. Says how long it has taken while it runs. */
async function step(title, command, args) {
  const started = Date.now()
  const terminal = process.stderr.isTTY && !process.env.CI
  const say = (text) => process.stderr.write(terminal ? `\r\u001b[K${text}` : `${text}\n`)
  if (!quiet || title.startsWith('Installing')) say(`${title} …`)
  const ticking = terminal
    ? setInterval(() => say(`${title} … ${Math.round((Date.now() - started) / 1000)} s`), 1000)
    : undefined
  const output = []
  const code = await new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.on('error', reject)
    child.on('close', resolve)
  })
  clearInterval(ticking)
  if (code !== 0) {
    throw new Error(
      `${title} failed (exit ${code}):\n${Buffer.concat(output).toString('utf8').slice(0, 3000)}`,
    )
  }
  const seconds = Math.round((Date.now() - started) / 1000)
  if (terminal) say(quiet ? '' : `${title}: done in ${seconds} s\n`)
}

function npm() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm'
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

function hash(texts) {
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  return createHash('sha256').update(texts.join('\n')).digest('hex')
}
