import { command } from '../../command.ts'
import { promotionNamed } from '../../named.ts'

export const promotionsClusters = command({
  name: 'promotions clusters',
  summary: 'Say whom a promotion is for in the words of a promotion of VTEX, or take it from these',
  details:
    'VTEX knows values of fields, all or any of up to 50: property=value and property contains value. A condition that cannot be said so is refused, with the part that cannot.',
  positionals: [{ name: 'NAME', says: 'Of the promotion, or its id' }],
  options: {
    set: {
      type: 'string',
      multiple: true,
      value: 'EXPRESSION',
      says: 'Of those whom it is for from now on, instead of whom it was for',
    },
    operator: {
      type: 'string',
      choices: ['all', 'any'],
      says: 'How those are joined; all when left out',
    },
  },
  examples: [
    { does: 'as VTEX says it', line: 'clientela promotions clusters Resellers' },
    {
      does: 'as VTEX said it',
      line: "clientela promotions clusters Resellers --set revendedores=true --set 'tags contains gold' --operator any",
    },
  ],
  async run({ positionals: [named = ''], options }, session) {
    const { ask, output, routes } = session
    const params = { id: (await promotionNamed(session, named)).id }
    const { set, operator = 'all' } = options
    const said =
      set.length === 0
        ? await ask(routes.promotionClusters.read, { params })
        : await ask(routes.promotionClusters.write, {
            params,
            body: { clusterExpressions: [...set], clusterOperator: operator as 'all' | 'any' },
          })
    output.result(said, () => [
      `${said.clusterOperator === 'all' ? 'All' : 'Any'} of:`,
      ...said.clusterExpressions.map((each) => `  ${each}`),
    ])
  },
})
