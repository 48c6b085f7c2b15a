#!/bin/sh
# Prend les nouveaux dossiers d'un guichet, les enregistre dans un dossier, en accuse réception et répond « en cours ».
#
#   GUICHET_URL=https://… GUICHET_CLIENT_ID=… GUICHET_CLIENT_SECRET=… sh prendre.sh DOSSIER
#
# On peut le relancer à tout moment, même après une coupure : rien n'est perdu ni fait deux fois.
set -eu

folder=$1
api=$GUICHET_URL/api/partner/v1

# curl, qui réessaie ce qui peut l'être et s'arrête sur un refus. L'en-tête secret vient par l'entrée standard : il ne se voit pas
# dans la liste des processus.
ask() {
    printf '%s\n' "$secret_line" | curl --silent --show-error --fail-with-body --retry 3 --config - "$@"
}

# La valeur d'un membre de texte, dans du JSON sans espaces.
member() {
    sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

# 1. Un jeton, bon une heure.
secret_line="user = \"$GUICHET_CLIENT_ID:$GUICHET_CLIENT_SECRET\""
token=$(ask --data grant_type=client_credentials "$GUICHET_URL/api/oauth/token" | member access_token)
secret_line="header = \"Authorization: Bearer $token\""

while :; do
    # 2. Ce qui s'est passé depuis le dernier accusé de réception, dans l'ordre.
    batch=$(ask "$api/notifications")
    case $batch in *'"notifications":[]'*) break ;; esac
    # « resumed » : l'exploitant l'avait suspendu, et rien ne pouvait lui être répondu ; il reprend.
    for id in $(printf '%s\n' "$batch" | tr '{' '\n' | grep -E '"kind":"(case|resumed)"' | member case_id); do
        # Transmis depuis à un autre service, il est introuvable : on passe au suivant, et le lot s'accuse comme d'habitude.
        seen=$(ask --output /dev/null --write-out '%{http_code}' "$api/cases/$id") || [ "$seen" = 404 ] || exit 1
        if [ "$seen" = 404 ]; then
            printf 'parti : %s\n' "$id"
            continue
        fi
        # 3. Le dossier entier. Il n'a son nom qu'une fois arrivé. Un refus aussi est redemandé : l'antivirus examine encore une pièce (409), et
        #    la réponse dit quand revenir.
        ask --retry-all-errors --output "$folder/$id.part" "$api/cases/$id/package"
        mv "$folder/$id.part" "$folder/$id.zip"
        # 4. La réponse. La clé est la même à chaque essai : elle n'est faite qu'une fois. Un collègue a pu répondre sur le portail, et clore,
        #    ou l'exploitant le suspendre : il n'y a alors rien à ajouter.
        if [ "$(ask "$api/cases/$id" | grep -o '"status":"[a-z_]*"' | head -n 1)" = '"status":"received"' ]; then
            ask --output /dev/null --header "Idempotency-Key: $id-pris" --json '{"status":"in_progress"}' "$api/cases/$id/events"
        fi
        printf 'pris : %s\n' "$id"
    done
    # 5. L'accusé de réception, quand tout est en lieu sûr.
    next=$(printf '%s' "$batch" | member next)
    ask --output /dev/null --json "{\"up_to\":\"$next\"}" "$api/notifications/ack"
done
