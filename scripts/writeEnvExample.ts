import { writeFileSync } from 'node:fs'
import { envExample } from '../src/config.ts'

// npx tsx scripts/writeEnvExample.ts
writeFileSync(new URL('../.env.example', import.meta.url), envExample())
