import { fieldIsOneOf } from './saying.ts'
import type { RoleName } from './roles.ts'
import type { Template, ValuesParameter, Words } from './template.ts'

/** A template that asks one field for some of its values. */
type Answered = Omit<Template, 'needs' | 'parameters' | 'condition'> &
  Pick<ValuesParameter, 'usual' | 'frequent'> & {
    readonly role: RoleName
    readonly label: Words
  }

/** Who gave one of some answers. */
export function answered({ role, label, usual, frequent, ...of }: Answered): Template {
  return {
    ...of,
    needs: [[role]],
    parameters: [
      {
        name: 'values',
        label,
        type: 'values',
        of: [role],
        ...(usual === undefined ? {} : { usual }),
        ...(frequent === undefined ? {} : { frequent }),
      },
    ],
    condition: ({ roles, values }) => fieldIsOneOf(roles, role, values('values'))[0],
  }
}
