import type { Field } from '../../../domain/customer/field.ts'
import { isFailure, Refusal } from '../../../domain/failure.ts'
import type { Zone } from '../../../domain/time/zone.ts'
import { formOf, understandFile } from './dialect.ts'
import { eachRow, type FileRow } from '../files/understand.ts'
import { placesOf } from './header.ts'
import { lineTyper, type LineRules, type LineTyper } from './line.ts'
import type { OrderFile, OrderOptions } from './options.ts'
import { RejectedFile } from '../files/rejected.ts'
import { cellReaders } from './cells.ts'

/** What the thread that reads is told. Plain data. */
export type ReadJob = {
  readonly path: string
  readonly rejectedPath: string
  readonly options: OrderOptions
  /** Where it was looked at before. */
  readonly understood?: OrderFile | undefined
  /** The fields that the options fill, in their order. */
  readonly fields: readonly Field[]
  readonly zone: Zone
  readonly shopZone: Zone
  /** The shop's. */
  readonly country: string
  readonly currency: string
  readonly latest: number
  readonly attempt: string
}

export type ReadCounts = {
  readonly rows: number
  readonly rejected: number
  /** Lines handed on to be staged. */
  readonly lines: number
  /** How it was read. */
  readonly file: OrderFile
}

export type ReadHooks = {
  /** Lines of TabSeparated for `import_lines`; reading waits until it returns. */
  readonly onLines: (lines: Buffer) => Promise<void>
  /** Bytes read so far and in all. */
  readonly onProgress: (done: number, total: number) => void
}

/**
 * Reads the file from beginning to end: every row becomes a staged line or a row of the rejected file.
 * Throws a Refusal where the file as a whole cannot be read as the options say.
 */
export async function readOrders(job: ReadJob, hooks: ReadHooks): Promise<ReadCounts> {
  const { path, options } = job
  const file = job.understood ?? (await understandFile(path, options))
  const intake = new Intake(job, file)
  let shown = 0
  await eachRow(
    formOf(path, file),
    (row) => intake.row(row),
    async (bytes) => {
      const lines = intake.takeLines()
      if (lines !== undefined) await hooks.onLines(lines)
      if (bytes - shown < progressBytes) return
      shown = bytes
      hooks.onProgress(bytes, file.bytes)
    },
  )
  const rest = intake.takeLines(true)
  if (rest !== undefined) await hooks.onLines(rest)
  return intake.finish()
}

class Intake {
  private readonly file: OrderFile
  private readonly type: LineTyper
  private readonly rejectedFile: RejectedFile
  private pieces: string[] = []
  private packed: Buffer[] = []
  private packedBytes = 0
  private readonly counts = { rows: 0, rejected: 0, lines: 0 }

  constructor(job: ReadJob, file: OrderFile) {
    const { dialect, header } = file
    this.file = file
    this.type = lineTyper(rulesOf(job, file))
    this.rejectedFile = new RejectedFile(job.rejectedPath, { dialect, header, more: false })
  }

  row(row: FileRow): void {
    this.counts.rows += 1
    const why = row.rejection ?? this.type(row, this.pieces)
    if (why === undefined) this.counts.lines += 1
    else {
      this.counts.rejected += 1
      this.rejectedFile.add(row, why)
    }
  }

  /** The lines so far, when they are enough to be staged. To be called often: text that waits is garbage that grows old. */
  takeLines(last = false): Buffer | undefined {
    if (this.pieces.length > 0) {
      const bytes = Buffer.from(this.pieces.join(''))
      this.packed.push(bytes)
      this.packedBytes += bytes.length
      this.pieces = []
    }
    if (this.packedBytes === 0 || (this.packedBytes < setBytes && !last)) return undefined
    const all = Buffer.concat(this.packed)
    this.packed = []
    this.packedBytes = 0
    return all
  }

  finish(): ReadCounts {
    this.rejectedFile.close()
    return { ...this.counts, file: this.file }
  }
}

function rulesOf(job: ReadJob, { columns: header, dialect }: OrderFile): LineRules {
  const { options, zone, shopZone, country, currency, fields, latest, attempt } = job
  const places = placesOf(header, options)
  if (isFailure(places)) throw new Refusal(places)
  return {
    header,
    places,
    identifier: options.identifier ?? 'user_id',
    refundPrefix: options.refundPrefix ?? '',
    fields,
    zone,
    shopZone,
    country,
    currency,
    latest,
    attempt,
    ...cellReaders(dialect, zone),
  }
}

/** Of lines that are staged at once: some ten thousand lines. */
const setBytes = 8_000_000
const progressBytes = 1 << 20
