/** The names of U+00A0 to U+00FF, in order (HTML 4, Latin-1). */
const LATIN =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro ' +
  'para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil ' +
  'Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave ' +
  'Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml ' +
  'igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute ' +
  'thorn yuml';

/** Other characters and their names: what HTML must escape, signs of ASCII, and the usual typographic ones. */
const OTHERS =
  '&amp &AMP <lt <LT >gt >GT "quot "QUOT \'apos !excl #num $dollar %percnt (lpar )rpar *ast *midast +plus ,comma ' +
  '.period /sol :colon ;semi =equals ?quest @commat [lsqb [lbrack \\bsol ]rsqb ]rbrack ^Hat _lowbar `grave {lcub ' +
  '{lbrace |verbar |vert }rcub }rbrace €euro …hellip –ndash —mdash ‘lsquo ’rsquo “ldquo ”rdquo •bull ™trade';

/** The character, as a code point, that each named entity of HTML stands for, as far as its name is known. */
export const ENTITIES: ReadonlyMap<string, number> = new Map([
  ...LATIN.split(' ').map((name, index): [string, number] => [name, 0xa0 + index]),
  ...OTHERS.split(' ').map((entry): [string, number] => [entry.slice(1), entry.charCodeAt(0)]),
]);

/** Longest name of an entity that is known, characters. */
export const ENTITY_NAME_MAX = Math.max(...[...ENTITIES.keys()].map((name) => name.length));
