let token: string | undefined

/** What a request that changes something must show besides the session's cookie. */
export const csrf = {
  now: (): string | undefined => token,
  set: (given: string | undefined): void => {
    token = given
  },
}
