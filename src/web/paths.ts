/** The addresses of the pages: of all links and of the table of pages. `$name` is a parameter. */
export const paths = {
  home: '/',
  signIn: '/sign-in',
  setup: '/setup',
  password: '/password',
  segments: '/segments',
  templates: '/segments/templates',
  segment: '/segments/$id',
  segmentMembers: '/segments/$id/members',
} as const
