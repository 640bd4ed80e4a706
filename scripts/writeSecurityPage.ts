import { readFileSync, writeFileSync } from 'node:fs'
import { withScopeTable } from './securityTable.ts'

/** Writes the table of docs/security.md anew; a test checks that it is what this writes. */
const path = new URL('../docs/security.md', import.meta.url)
writeFileSync(path, withScopeTable(readFileSync(path, 'utf8')))
