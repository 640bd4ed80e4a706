/** A calculated field that is offered to every shop, in the text form. */
export type ReadyField = {
  readonly group:
    | 'purchases'
    | 'interaction'
    | 'preferences'
    | 'origin'
    | 'device'
    | 'person'
    | 'segmentations'
  readonly label: string
  /** What it is for. */
  readonly description: string
  /** It may name those before it. */
  readonly text: string
}

const interactions =
  'any of ("Order Completed", "Page Viewed", "Product Added", "Product Viewed", "Products Searched")'

/** What brought her to the site, the first or the last time: all of one visit, whatever came in which order. */
function touches(which: 'first' | 'last', label: string, where: string): readonly ReadyField[] {
  const of = (name: string, property: string, says: string, description: string): ReadyField => ({
    group: 'origin',
    label: `${label} ${says}`,
    description,
    text: `field ${name} = ${which} ${property} of "Page Viewed"${where}`,
  })
  const when = which === 'first' ? 'first' : 'last, other than by herself'
  return [
    of(
      `${which}_touch`,
      'touch',
      'touch',
      `How she came ${when}: search, social, ads, email, campaign, referral${which === 'first' ? ', direct' : ''}`,
    ),
    of(
      `${which}_touch_source`,
      'touch_source',
      'source',
      `From where she came ${when}: of the campaign, or of the site`,
    ),
    of(
      `${which}_touch_medium`,
      'touch_medium',
      'medium',
      `By what medium of a campaign she came ${when}`,
    ),
    of(
      `${which}_touch_campaign`,
      'touch_campaign',
      'campaign',
      `By what campaign she came ${when}`,
    ),
    of(
      `${which}_touch_referrer`,
      'touch_referrer',
      'referrer',
      `The site from which she came ${when}`,
    ),
    of(
      `${which}_landing_page`,
      'landing_page',
      'landing page',
      `The page on which she arrived when she came ${when}`,
    ),
  ]
}

/** In their order, since some are made of others: by events and properties of the vocabulary, and built-in fields. */
export const readyFields: readonly ReadyField[] = [
  {
    group: 'purchases',
    label: 'Orders',
    description: 'How many orders she has placed',
    text: 'field orders = count of "Order Completed"',
  },
  {
    group: 'purchases',
    label: 'Spent',
    description: 'What her orders came to, less what was refunded',
    text: 'field spent = net total',
  },
  {
    group: 'purchases',
    label: 'Average order',
    description: 'What an order of hers comes to',
    text: 'field average_order = average of total of "Order Completed"',
  },
  {
    group: 'purchases',
    label: 'Days since the last order',
    description: 'How long ago she ordered last, in whole days',
    text: 'field days_since_order = days since last "Order Completed"',
  },
  {
    group: 'purchases',
    label: 'Spent in a year',
    description: 'What her orders of the last 365 days came to, less what was refunded',
    text: 'field spent_365 = net total in last 365 days',
  },
  {
    group: 'interaction',
    label: 'Interactions in 90 days',
    description: 'Pages, products, searches, carts and orders',
    text: `field interactions_90 = count of ${interactions} in last 90 days`,
  },
  {
    group: 'interaction',
    label: 'Interactions a week',
    description: 'Of the last 90 days',
    text: 'field interactions_a_week = interactions_90 * 7 / 90',
  },
  {
    group: 'interaction',
    label: 'Active days in 30 days',
    description: 'On how many days she was there',
    text: `field active_days_30 = active days of ${interactions} in last 30 days`,
  },
  {
    group: 'interaction',
    label: 'Visits in 30 days',
    description: 'How often she came, where pages say which visit they are of',
    text: 'field visits_30 = distinct context.session.id of "Page Viewed" in last 30 days',
  },
  {
    group: 'interaction',
    label: 'Carts in 90 days',
    description: 'How often she put something into the cart',
    text: 'field carts_90 = count of "Product Added" in last 90 days',
  },
  {
    group: 'interaction',
    label: 'Orders in 90 days',
    description: 'How many orders she has placed in 90 days',
    text: 'field orders_90 = count of "Order Completed" in last 90 days',
  },
  {
    group: 'interaction',
    label: 'Engagement score',
    description: 'A point for each interaction in 90 days, 3 more for a cart, 10 more for an order',
    text: 'field engagement = interactions_90 + 3 * carts_90 + 10 * orders_90',
  },
  {
    group: 'preferences',
    label: 'Category bought most',
    description: 'Of which category most of what she ordered is',
    text: 'field category_bought = most frequent items.category of "Order Completed"',
  },
  {
    group: 'preferences',
    label: 'Category she leans to',
    description: 'What she looks at most; what was a month earlier weighs half',
    text: 'field category_preferred = affinity for category of "Product Viewed" halved every 30 days',
  },
  {
    group: 'device',
    label: 'Usual device',
    description: 'On what she sees most pages: phone, tablet, desktop, tv',
    text: 'field usual_device = most frequent device of "Page Viewed"',
  },
  {
    group: 'device',
    label: 'Usual system',
    description: 'The system of what she sees most pages on',
    text: 'field usual_os = most frequent os of "Page Viewed"',
  },
  ...touches('first', 'First', ''),
  // As is usual, whoever comes again by herself still comes by what brought her last.
  ...touches('last', 'Last', ' where not touch = "direct"'),
  {
    group: 'person',
    label: 'Age',
    description: 'In whole years, from the birth date',
    text: 'field age = years since birth_date',
  },
  {
    group: 'segmentations',
    label: 'Journey stage',
    description: 'Where she is on the way from visitor to loyal customer, or lost',
    text:
      'field journey_stage = "lapsed" when orders >= 1 and days_since_order > 180, ' +
      '"loyal" when orders >= 5, "returning" when orders >= 2, "new" when orders = 1, ' +
      '"interested" when carts_90 >= 1, else "visitor"',
  },
  {
    group: 'segmentations',
    label: 'Value tier',
    description: 'By what she spent in a year',
    text:
      'field value_tier = "gold" when spent_365 >= 1000, "silver" when spent_365 >= 300, ' +
      '"bronze" when spent_365 > 0, else "none"',
  },
]
