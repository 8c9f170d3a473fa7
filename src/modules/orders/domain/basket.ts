/** How many coupons, and how many different gifts, lie in one basket at most. */
export const COUPONS_MOST = 10
export const GIFTS_MOST = 50
