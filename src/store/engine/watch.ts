import { workerData } from 'node:worker_threads'

/**
 * Ends this process when its parent has died, even by SIGKILL, even while the main thread is inside
 * the engine: an orphan is given another parent. A thread of its own, which never meets chDB.
 */
const { parent } = workerData as { parent: number }

function look(): void {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
}

look()
setInterval(look, 100)
