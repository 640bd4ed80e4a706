import { fork, type ChildProcess, type ForkOptions } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Node's arguments with which that entry runs: from source (`.ts`) it needs tsx, from `dist` nothing.
 * Arguments of this process's own (`--inspect`, a test runner's loader) are not handed on.
 */
export function entryArgs(entry: URL): string[] {
  return entry.pathname.endsWith('.ts') ? ['--import', tsx().href] : []
}

/**
 * The address of a module that is to run in a thread or process of its own, named as imports are:
 * `entryUrl('./engine/main.ts', import.meta.url)`. In `dist` the same name with `.js`.
 */
export function entryUrl(path: string, from: string): URL {
  return new URL(from.endsWith('.ts') ? path : path.replace(/\.ts$/, '.js'), from)
}

/** A worker thread on that module. The caller listens for `error` and `exit`. */
export function startWorker(entry: URL, options: WorkerOptions = {}): Worker {
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, { execArgv: [], ...options })
  // Node 20 looks at a worker's entry before its `--import` can teach it TypeScript: so the worker
  // starts on a module in text, which registers tsx and then imports the entry.
  const text = `import { register } from ${JSON.stringify(new URL('esm/api/index.mjs', tsx()))}
register()
await import(${JSON.stringify(entry.href)})`
  const start = new URL(`data:text/javascript,${encodeURIComponent(text)}`)
  return new Worker(start, { execArgv: [], ...options })
}

/** A child process on that module, with an IPC channel. The caller listens for `error` and `exit`. */
export function startProcess(
  entry: URL,
  args: readonly string[] = [],
  options: ForkOptions = {},
): ChildProcess {
  return fork(fileURLToPath(entry), args, { execArgv: entryArgs(entry), ...options })
}

/** Where tsx is; looked up from here, since Node would look from the working directory. */
function tsx(): URL {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx'))
}
