// Le plugin « mon-plugin » : une règle et un calcul, en JavaScript. Le contrat est dans wit/guichet-plugin.wit.

/** Les réponses reçues : celles que la démarche nomme par « reads », et elles seules. Un entier est un nombre ; un montant est un texte : "12.50". */
function lues(answers) {
  return JSON.parse(answers.json);
}

export const rules = {
  /** Décide une règle : une liste de problèmes, vide si tout va bien. */
  check(answers, context) {
    const { quantite } = lues(answers);
    if (quantite === undefined || quantite <= 10) return [];
    return [
      {
        // Où le problème est montré ; vide : au champ de la règle. Les lignes d'un groupe sont comptées à partir de zéro : « objets.0.nom ».
        at: 'quantite',
        code: 'quantite.trop',
        message: context.language === 'en' ? 'Ten at most.' : 'Dix au plus.',
      },
    ];
  },

  /** Calcule des valeurs : chacune est du JSON. Un montant est un texte à deux décimales ; null laisse le champ vide. */
  compute(answers) {
    const { quantite } = lues(answers);
    if (quantite === undefined) return [];
    return [{ at: 'total', json: JSON.stringify((quantite * 2).toFixed(2)) }];
  },
};
