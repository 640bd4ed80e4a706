import { roles, roleScopes, scopes, type Role, type Scope } from '../../api/scopes.ts'
import { useText } from '../text.tsx'
import { Holds } from '../ui/matrix.tsx'
import { Panel } from '../ui/page.tsx'
import { Mono } from '../ui/secret.tsx'
import { RowTitle, Table } from '../ui/table.tsx'

/** What each role may do: a row for each scope of the API's own table, a column for each role. */
export function Roles() {
  const { t } = useText()
  return (
    <Panel title={t('access.roles')} note={t('access.rolesNote')}>
      <Table<Scope>
        caption={t('access.roles')}
        rows={scopes}
        keyOf={(scope) => scope}
        columns={[
          {
            key: 'scope',
            title: t('access.what'),
            cell: (scope) => <RowTitle title={t(`scope.${scope}`)} note={<Mono>{scope}</Mono>} />,
          },
          ...roles.map((role: Role) => ({
            key: role,
            title: t(`role.${role}`),
            cell: (scope: Scope) => (
              <Holds
                holds={roleScopes[role].includes(scope)}
                yes={t('words.yes')}
                no={t('words.no')}
              />
            ),
          })),
        ]}
      />
    </Panel>
  )
}
