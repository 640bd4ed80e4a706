import type { FieldOf } from '../../domain/customer/field.ts'
import type { TypeChange } from '../../domain/customer/typeChange.ts'
import { versionOf } from '../../store/clickhouse/version.ts'
import { listFields } from '../../store/operational/fields.ts'
import type { Db } from '../../store/operational/tables.ts'
import { listTypeChanges } from '../../store/operational/typeChanges.ts'

/** The changes of types of fields of those, in the order in which they were made. */
export async function readTypeChanges(db: Db, of: FieldOf): Promise<readonly TypeChange[]> {
  const changes = await listTypeChanges(db)
  if (changes.length === 0) return []
  const byId = new Map((await listFields(db, of)).map((field) => [field.id, field]))
  return changes.flatMap(({ field, becomes, position }) => {
    const [from, into] = [byId.get(field), byId.get(becomes)]
    // Fields are never deleted: what is missing is a field of others.
    if (from === undefined || into === undefined) return []
    return [{ from, into, until: versionOf(position + 1) }]
  })
}
