/** Spools one file below the folder that is named, in a process of its own. */
import { Readable } from 'node:stream'
import { spoolUpload } from '../../src/work/spoolUpload.ts'

const [directory = ''] = process.argv.slice(2)
await spoolUpload(directory, 'bulk', Readable.from([Buffer.from('a line\n')]))
