import { execFileSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Compared } from './compare.ts'
import type { ChaosWorld } from './world.ts'

/** A small disk in memory, mounted at that directory; undefined where it cannot be: that takes root, and Linux. */
export function mountSmallDisk(directory: string, bytes: number): SmallDisk | undefined {
  mkdirSync(directory, { recursive: true })
  try {
    const size = `size=${bytes}`
    execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', directory], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  return new SmallDisk(directory)
}

export class SmallDisk {
  readonly directory: string

  constructor(directory: string) {
    this.directory = directory
  }

  freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.directory)
    return bavail * bsize
  }

  /** Somebody else fills it but for so much. */
  leave(bytes: number): void {
    const more = this.freeBytes() - bytes
    if (more <= 0) return
    execFileSync('fallocate', ['-l', String(more), join(this.directory, 'filler')])
  }

  /** What is left of it too. */
  fill(): void {
    try {
      for (;;) writeFileSync(join(this.directory, 'rest'), Buffer.alloc(65_536), { flag: 'a' })
    } catch {
      // Not a byte is left.
    }
  }

  free(): void {
    for (const name of ['filler', 'rest']) rmSync(join(this.directory, name), { force: true })
  }

  unmount(): void {
    execFileSync('umount', [this.directory], { stdio: 'ignore' })
  }
}

export type Filling = {
  /** From the first refusal to the removal of what filled the disk, milliseconds. */
  readonly fullMs: number
  /** From then to the first message acknowledged. */
  readonly resumedMs: number
  readonly reads: number
}

export type FillingsOptions = {
  readonly disk: SmallDisk
  readonly times: number
  readonly compareEvery: number
  readonly say: (line: string) => void
  readonly onCompared: (after: number, compared: Compared) => void
}

/** Of a small disk that is filled twenty times. */
export const diskBytes = 768 * 1024 * 1024
const roomBytes = 24 * 1024 * 1024
/** Nobody has been taken in for so long: it is full. */
const refusedMs = 1_500
const limitMs = 120_000

/**
 * Fills the disk so many times while clients send: until nothing is taken in any more, reads go on, and when
 * somebody makes room it goes on by itself.
 */
export async function fillings(world: ChaosWorld, options: FillingsOptions): Promise<Filling[]> {
  const { disk, times, compareEvery, onCompared } = options
  const done: Filling[] = []
  const clients = world.startClients()
  const starts = (): number => world.server.starts
  for (let i = 1; i <= times; i += 1) {
    clients.goOn()
    const before = starts()
    done.push(await fillOnce(world, options, i))
    if (starts() !== before || world.server.running === undefined) {
      world.problem('the server did not survive a full disk')
      await world.server.start('')
    }
    if (i % compareEvery !== 0 && i !== times) continue
    if (i === times) await clients.end()
    else clients.pause()
    onCompared(i, await world.compare())
  }
  disk.free()
  return done
}

async function fillOnce(
  world: ChaosWorld,
  { disk, say }: FillingsOptions,
  i: number,
): Promise<Filling> {
  disk.leave(roomBytes)
  await untilRefused(world)
  const began = performance.now()
  // Every second time there is not a byte left for anybody.
  if (i % 2 === 0) disk.fill()
  const reads = await readOn(world)
  const refused = world.clients?.lastRefusal
  if (refused === undefined || !/disk|full/i.test(refused.text)) {
    world.problem(`what is refused does not say why: ${refused?.text ?? 'nothing was answered'}`)
  }
  const fullMs = performance.now() - began
  const freed = performance.now()
  disk.free()
  const resumedMs = await untilTaken(world, freed)
  if (i === 1) say(`  refused by ${refused?.status}: ${refused?.text}`)
  return { fullMs, resumedMs, reads }
}

async function untilRefused(world: ChaosWorld): Promise<void> {
  const began = performance.now()
  for (;;) {
    const { success } = world.clients ?? {}
    const now = performance.now()
    if (now - Math.max(began, success?.answered ?? 0) > refusedMs) return
    if (now - began > limitMs) return world.problem('the disk does not become full')
    await sleep(20)
  }
}

async function untilTaken(world: ChaosWorld, freed: number): Promise<number> {
  for (;;) {
    const { success } = world.clients ?? {}
    const now = performance.now()
    if (success !== undefined && success.asked > freed) return success.answered - freed
    if (now - freed > limitMs) {
      world.problem('taking in does not go on when there is room again')
      return now - freed
    }
    await sleep(10)
  }
}

export const readings = 10

/** Of everybody, of one and of the ledger; how many succeeded. */
async function readOn(world: ChaosWorld): Promise<number> {
  const { server } = world
  const question = JSON.stringify({ text: 'did "Order Completed" and points >= 10' })
  let succeeded = 0
  for (let i = 0; i < readings; i += 1) {
    const answers = [
      await server.send('/api/segments/count', 'application/json', question),
      await server.send('/api/customers/by/user_id/u1', '', undefined, 'GET'),
      await server.send('/api/segments/1/history', '', undefined, 'GET'),
    ]
    if (answers.every((each) => each !== undefined)) succeeded += 1
    await sleep(100)
  }
  if (succeeded < readings) {
    world.problem(`${readings - succeeded} of ${readings} readings failed on a full disk`)
  }
  return succeeded
}
