/** The segments that the demo shop comes with, in the text form of conditions. */
export type ReadySegment = {
  readonly name: string
  readonly model: Model
  readonly condition: string
}
type Model = 'demographic' | 'behavioural' | 'psychographic' | 'value-based' | 'technographic'

export const readySegments: readonly ReadySegment[] = [
  {
    name: 'Age: 25 to 34',
    model: 'demographic',
    condition: 'birth_date more than 25 years ago and not birth_date more than 35 years ago',
  },
  { name: 'Gender: women', model: 'demographic', condition: 'gender = "female"' },
  {
    name: 'Occupation: teachers and students',
    model: 'demographic',
    condition: 'occupation is any of ("teacher", "student")',
  },
  {
    name: 'Marital status: married',
    model: 'demographic',
    condition: 'marital_status = "married"',
  },
  {
    name: 'Location: São Paulo state',
    model: 'demographic',
    condition: 'country = "BR" and state = "SP"',
  },
  {
    name: 'Income: ten minimum wages and over',
    model: 'demographic',
    condition: 'income_band is any of ("10 to 20", "over 20")',
  },
  {
    name: 'Education: postgraduate',
    model: 'demographic',
    condition: 'education = "postgraduate"',
  },
  { name: 'Household with children', model: 'demographic', condition: 'children >= 1' },
  {
    name: 'Cart abandonment',
    model: 'behavioural',
    condition: 'did "Product Added" in last 14 days and not did "Order Completed" in last 14 days',
  },
  {
    name: 'Journey: new',
    model: 'behavioural',
    condition: 'did "Order Completed" exactly 1 times',
  },
  {
    name: 'Journey: returning',
    model: 'behavioural',
    condition: 'did "Order Completed" between 2 and 4 times',
  },
  {
    name: 'Journey: loyal',
    model: 'behavioural',
    condition: 'did "Order Completed" at least 5 times',
  },
  {
    name: 'At risk: bought last year, silent for 90 days',
    model: 'behavioural',
    condition:
      'did "Order Completed" in last 365 days and not did "Order Completed" in last 90 days',
  },
  {
    name: 'Most viewed: brewers',
    model: 'behavioural',
    condition: 'most frequent category of "Product Viewed" in last 365 days = "brewers"',
  },
  {
    name: 'Most viewed product: Citrus Blend',
    model: 'behavioural',
    condition: 'most frequent product_id of "Product Viewed" = "CAF-010"',
  },
  {
    name: 'Deal seekers',
    model: 'behavioural',
    condition: 'did "Order Completed" at least 2 times where coupon exists',
  },
  {
    name: 'Dark-roast loyalists',
    model: 'behavioural',
    condition:
      'did "Order Completed" at least 2 times in last 365 days where any item (roast = "dark")',
  },
  {
    name: 'Light and fruity explorers',
    model: 'behavioural',
    condition: 'distinct product_id of "Product Viewed" where roast = "light" >= 3',
  },
  {
    name: 'Novelty seekers',
    model: 'behavioural',
    condition: 'distinct items.product_id of "Order Completed" in last 365 days >= 5',
  },
  {
    name: 'Bulk buyers',
    model: 'behavioural',
    condition: 'sum of items.quantity of "Order Completed" in last 365 days >= 20',
  },
  {
    name: 'Device: phone',
    model: 'technographic',
    condition: 'most frequent device of "Page Viewed" = "phone"',
  },
  {
    name: 'Preferred language: not Portuguese',
    model: 'technographic',
    condition: 'language exists and not language = "pt"',
  },
  {
    name: 'Interests: brewing and latte art',
    model: 'psychographic',
    condition: 'interests includes any of ("brewing", "latte art")',
  },
  {
    name: 'Values: organic and fair',
    model: 'psychographic',
    condition:
      'personal_values includes any of ("organic", "fair trade") or did "Order Completed" where any item (organic = true)',
  },
  {
    name: 'Lifestyle: home office',
    model: 'psychographic',
    condition: 'lifestyle includes any of ("home office")',
  },
  {
    name: 'Pain points: delivery',
    model: 'psychographic',
    condition: 'pain_points includes any of ("delivery time", "shipping cost")',
  },
  {
    name: 'Big spenders',
    model: 'value-based',
    condition: 'sum of total of "Order Completed" in last 365 days >= 1000',
  },
  { name: 'Revendedores', model: 'value-based', condition: 'reseller = true' },
]
