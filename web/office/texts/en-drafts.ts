/** English texts about orders that are begun. */
export const draftTexts = {
  drafts: {
    title: 'Drafts',
    one: 'Draft',
    find: 'Name or number of who buys',
    none: 'No drafts',
    noneFound: 'Nobody is called so',
    noneBody: 'Keep an order that is not ready yet, and go on with it here, on any device.',
    nobody: 'For nobody yet',
    pieces_one: '{{count, number}} piece',
    pieces_other: '{{count, number}} pieces',
    handed: 'handed over',
    by: 'Prepared for you by {{name}}',
    byCompany: 'Prepared for you by the company',
    keep: 'Keep it as a draft',
    kept: 'Kept',
    hand: 'Hand it over to the customer',
    link: 'A link to send',
    shared: 'Goods that I put together for you',
    remove: 'Remove it',
    titles: { hand: 'Hand it over?', link: 'A link to these goods', remove: 'Remove it?' },
    handBody:
      'It then waits in the shop of your customer, who takes it into the basket and orders. You may take it back until then.',
    linkBody:
      'Whoever opens it puts these goods and coupons into the own basket and buys in your shop. It shows nobody’s name but yours.',
    removeBody: 'Its goods are gone, and its link leads nowhere. Nothing was ordered.',
  },
}
