/** English texts of the console about the positions of a person. */
export const positionTexts = {
  positions: {
    title: 'Positions',
    main: 'Main position, since',
    since: 'Since',
    wallet: 'Pay of all of them goes to the wallet of {{code}}.',
    add: 'Add a position …',
    addTitle: 'One more position for {{name}}',
    addBody: 'It gets a number and a place of its own. Pay goes to the wallet of the main position.',
    sponsor: 'Number of the sponsor',
    sponsorHint: 'Under whom it is to stand; it may be one of the own positions.',
    addAct: 'Add the position',
    added: 'The position {{code}} is there.',
  },
}
