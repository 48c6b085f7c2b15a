// Le plugin « age-du-vehicule » : des véhicules de collection ont trente ans au moins, et leur carte grise n'est pas plus vieille qu'eux.
// Le contrat est dans platform/plugins/wit/guichet-plugin.wit.

/** L'âge à partir duquel un véhicule est de collection (code de la route, article R311-1). */
const ANS = 30;

/** Le jour où un véhicule mis en circulation ce jour-là a tant d'années. Le 29 février, à défaut, c'est le 1er mars. */
function anniversaire(jour, ans) {
  const [annee, mois, quantieme] = jour.split('-');
  const due = Number(annee) + ans;
  const bissextile = (due % 4 === 0 && due % 100 !== 0) || due % 400 === 0;
  return mois === '02' && quantieme === '29' && !bissextile ? `${due}-03-01` : `${due}-${mois}-${quantieme}`;
}

/** « 1er mars 2027 », « 12 octobre 2027 ». */
function enFrancais(jour) {
  const mois = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ');
  const [annee, numero, quantieme] = jour.split('-').map(Number);
  return `${quantieme === 1 ? '1er' : quantieme} ${mois[numero - 1]} ${annee}`;
}

/** Les fautes d'un véhicule ; une réponse qui manque n'en est pas une : le schéma dit ce qui est obligatoire. */
function fautes({ mise_en_circulation: debut, formule }, ligne, { today, language }) {
  const dire = (fr, en) => (language === 'en' ? en : fr);
  const trouvees = [];
  // Des dates écrites AAAA-MM-JJ se comparent comme des textes : le plugin n'a pas d'horloge, `today` lui est donné.
  if (debut && anniversaire(debut, ANS) > today) {
    const due = anniversaire(debut, ANS);
    trouvees.push({
      // Les lignes sont comptées à partir de zéro.
      at: `vehicules.${ligne}.mise_en_circulation`,
      code: 'age.trop-jeune',
      message: dire(
        `Un véhicule de collection a au moins ${ANS} ans. Celui-ci les aura le ${enFrancais(due)}.`,
        `A collector's vehicle is at least ${ANS} years old. This one will be on ${due}.`,
      ),
    });
  }
  // Le numéro de formule commence par l'année de la carte grise.
  if (debut && formule && formule.slice(0, 4) < debut.slice(0, 4)) {
    trouvees.push({
      at: `vehicules.${ligne}.formule`,
      code: 'age.formule',
      message: dire(
        `Cette carte grise est de ${formule.slice(0, 4)}, avant la mise en circulation : vérifiez les deux.`,
        `This certificate is of ${formule.slice(0, 4)}, before the first registration: check both.`,
      ),
    });
  }
  return trouvees;
}

export const rules = {
  /** Décide la règle : les fautes de chaque ligne. */
  check(answers, context) {
    const { vehicules = [] } = JSON.parse(answers.json);
    return vehicules.flatMap((vehicule, ligne) => fautes(vehicule, ligne, context));
  },

  /** Ce plugin ne calcule rien. */
  compute() {
    return [];
  },
};
