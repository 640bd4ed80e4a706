import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { builtInFields } from '../../../../src/domain/customer/builtin.ts'
import {
  understand,
  type Understanding,
  type UnderstandOptions,
} from '../../../../src/work/intake/files/understand.ts'

const folders: string[] = []
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

/** A file of its own with that content, in a folder that is removed after the tests. */
export async function written(content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clientela-files-'))
  folders.push(folder)
  const path = join(folder, 'sent')
  await writeFile(path, content)
  return path
}

/** How that content is understood as a file of customers. */
export async function understood(
  content: string | Uint8Array,
  options: Partial<UnderstandOptions> = {},
): Promise<Understanding> {
  return await understand(await written(content), {
    kind: 'customers',
    fields: builtInFields,
    ...options,
  })
}
