;; Holds a « numéro de sécurité sociale » (NIR) against its key and against the date of birth.
;;
;; The rule stands at the number. No answer there, no verdict: whether a blank is allowed is the démarche's business.
;; README.md says how to use it and how to make another one of it. Assembled as it is; nothing to compile.

(component
  (core module $code
    (memory (export "memory") 1)

    ;; 0x010  the number, without its spaces: 15 characters
    ;; 0x040  the list given back: where it begins, how many
    ;; 0x050  the one problem it may hold
    ;; Texts end with a zero byte, so that nobody has to count their length.
    (data (i32.const 0x100) "declarant.naissance.date\00")

    (data (i32.const 0x200) "nir.form\00")
    (data (i32.const 0x210) "Un numéro de sécurité sociale compte 13 caractères, puis une clé de 2 chiffres : 2 55 08 14 168 025 38, par exemple.\00")
    (data (i32.const 0x310) "A social security number has 13 characters, then a key of 2 digits: 2 55 08 14 168 025 38, for example.\00")

    (data (i32.const 0x400) "nir.key\00")
    (data (i32.const 0x410) "Ce numéro de sécurité sociale contient une erreur : ses deux derniers chiffres ne correspondent pas aux autres.\00")
    (data (i32.const 0x510) "This social security number has a mistake: its last two digits do not match the others.\00")

    (data (i32.const 0x600) "nir.birth_date\00")
    (data (i32.const 0x610) "Ce numéro de sécurité sociale ne correspond pas à la date de naissance indiquée.\00")
    (data (i32.const 0x710) "This social security number does not match the date of birth given.\00")

    ;; What the platform hands over is laid from here on, never to be freed: each call meets a fresh plugin.
    (global $free (mut i32) (i32.const 0x800))

    (func (export "realloc") (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
      (local $start i32)
      (local.set $start
        (i32.and
          (i32.add (global.get $free) (i32.sub (local.get $align) (i32.const 1)))
          (i32.sub (i32.const 0) (local.get $align))))
      (global.set $free (i32.add (local.get $start) (local.get $size)))
      (block $fits
        (br_if $fits (i32.le_u (global.get $free) (i32.shl (memory.size) (i32.const 16))))
        (br_if $fits
          (i32.ge_s (memory.grow (i32.add (i32.shr_u (local.get $size) (i32.const 16)) (i32.const 1))) (i32.const 0)))
        unreachable)
      (local.get $start))

    ;; Begins when a rule asks. Texts come as where they begin and how long they are.
    (func (export "check")
      (param $list i32) (param $count i32) (param $json i32) (param $json_length i32)
      (param $today i32) (param $today_length i32) (param $language i32) (param $language_length i32)
      (param $rule i32) (param $rule_length i32) (param $at i32) (param $at_length i32)
      (result i32)
      (local $number i32) (local $number_length i32) (local $birth i32) (local $birth_length i32) (local $problem i32)

      (call $find (local.get $list) (local.get $count) (local.get $at) (local.get $at_length))
      (local.set $number_length)
      (local.set $number)
      (call $find (local.get $list) (local.get $count) (i32.const 0x100) (call $length (i32.const 0x100)))
      (local.set $birth_length)
      (local.set $birth)

      (block $done
        (br_if $done (i32.eqz (local.get $number_length)))
        (local.set $problem (i32.const 0x200))
        (br_if $done (i32.eqz (call $tidy (local.get $number) (local.get $number_length))))
        (local.set $problem (i32.const 0x400))
        (br_if $done (i32.eqz (call $key_matches)))
        (local.set $problem (i32.const 0x600))
        (br_if $done (i32.eqz (call $birth_matches (local.get $birth) (local.get $birth_length))))
        (local.set $problem (i32.const 0)))

      (if (local.get $problem) (then
        (call $report
          (local.get $problem)
          ;; `en` begins with an e, `fr` does not.
          (i32.eq (i32.load8_u (local.get $language)) (i32.const 0x65)))))
      (i32.const 0x040))

    ;; This plugin computes nothing: an empty list.
    (func (export "compute")
      (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
      (i32.const 0x040))

    ;; Fills the list with one problem. The texts of a problem stand at fixed distances: code, French, English.
    ;; The problem names no path (two zeros), which means the rule's own place.
    (func $report (param $problem i32) (param $english i32)
      (local $message i32)
      (local.set $message
        (i32.add (local.get $problem) (select (i32.const 0x110) (i32.const 0x010) (local.get $english))))
      (i32.store (i32.const 0x058) (local.get $problem))
      (i32.store (i32.const 0x05c) (call $length (local.get $problem)))
      (i32.store (i32.const 0x060) (i32.const 1))
      (i32.store (i32.const 0x064) (local.get $message))
      (i32.store (i32.const 0x068) (call $length (local.get $message)))
      (i32.store (i32.const 0x040) (i32.const 0x050))
      (i32.store (i32.const 0x044) (i32.const 1)))

    ;; Copies letters and digits to 0x010 and says whether they have the form of a number: sex, year, month, then a
    ;; place of birth whose second character is A or B for Corsica.
    (func $tidy (param $text i32) (param $length i32) (result i32)
      (local $end i32) (local $c i32) (local $kept i32)
      (local.set $end (i32.add (local.get $text) (local.get $length)))
      (loop $next
        (local.set $c (i32.load8_u (local.get $text)))
        (if (i32.or
              (call $within (local.get $c) (i32.const 0x30) (i32.const 0x39))
              (call $within (i32.and (local.get $c) (i32.const 0xdf)) (i32.const 0x41) (i32.const 0x5a)))
          (then
            ;; Small letters become capitals; digits stay.
            (if (i32.gt_u (local.get $c) (i32.const 0x39)) (then
              (local.set $c (i32.and (local.get $c) (i32.const 0xdf)))))
            (if (i32.eq (local.get $kept) (i32.const 15)) (then (return (i32.const 0))))
            (i32.store8 offset=0x010 (local.get $kept) (local.get $c))
            (local.set $kept (i32.add (local.get $kept) (i32.const 1)))))
        (local.set $text (i32.add (local.get $text) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $text) (local.get $end))))
      (if (i32.ne (local.get $kept) (i32.const 15)) (then (return (i32.const 0))))

      (local.set $kept (i32.const 0))
      (loop $next
        (local.set $c (i32.load8_u offset=0x010 (local.get $kept)))
        (if (i32.eqz (call $within (local.get $c) (i32.const 0x30) (i32.const 0x39))) (then
          (if (i32.eqz (call $corsican (local.get $kept))) (then (return (i32.const 0))))))
        (local.set $kept (i32.add (local.get $kept) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $kept) (i32.const 15))))

      ;; Sex: 1 and 2, or 3, 4, 7 and 8 in numbers given for a time.
      (i32.and
        (i32.and
          (i32.shr_u (i32.const 0x19e) (i32.sub (i32.load8_u (i32.const 0x010)) (i32.const 0x30)))
          (i32.const 1))
        (call $is_month (call $two_digits (i32.const 0x013)))))

    ;; Whether the character at this position is the letter of 2A or 2B.
    (func $corsican (param $position i32) (result i32)
      (i32.and
        (i32.and
          (i32.eq (local.get $position) (i32.const 6))
          (i32.eq (i32.load8_u (i32.const 0x015)) (i32.const 0x32)))
        (call $within (i32.load8_u (i32.const 0x016)) (i32.const 0x41) (i32.const 0x42))))

    ;; 20 to 42 and 50 to 99 stand for a month that the register does not know.
    (func $is_month (param $month i32) (result i32)
      (i32.or
        (call $within (local.get $month) (i32.const 1) (i32.const 12))
        (i32.or
          (call $within (local.get $month) (i32.const 20) (i32.const 42))
          (call $within (local.get $month) (i32.const 50) (i32.const 99)))))

    ;; The key is 97 less the rest of the thirteen characters divided by 97, where 2A counts as 19 and 2B as 18.
    (func $key_matches (result i32)
      (local $position i32) (local $digit i32) (local $rest i32) (local $letter i32)
      (local.set $letter (i32.load8_u (i32.const 0x016)))
      (loop $next
        (local.set $digit (i32.sub (i32.load8_u offset=0x010 (local.get $position)) (i32.const 0x30)))
        (if (i32.gt_u (local.get $letter) (i32.const 0x39)) (then
          (if (i32.eq (local.get $position) (i32.const 5)) (then (local.set $digit (i32.const 1))))
          (if (i32.eq (local.get $position) (i32.const 6)) (then
            (local.set $digit (i32.sub (i32.const 0x4a) (local.get $letter)))))))
        (local.set $rest
          (i32.rem_u (i32.add (i32.mul (local.get $rest) (i32.const 10)) (local.get $digit)) (i32.const 97)))
        (local.set $position (i32.add (local.get $position) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $position) (i32.const 13))))
      (i32.eq (call $two_digits (i32.const 0x01d)) (i32.sub (i32.const 97) (local.get $rest))))

    ;; Year and month are compared as far as both are known; the date is written 1955-08-14, 1955-08 or 1955.
    (func $birth_matches (param $birth i32) (param $length i32) (result i32)
      (local $month i32)
      (if (i32.lt_u (local.get $length) (i32.const 4)) (then (return (i32.const 1))))
      (if (i32.ne
            (call $two_digits (i32.add (local.get $birth) (i32.const 2)))
            (call $two_digits (i32.const 0x011)))
        (then (return (i32.const 0))))
      (local.set $month (call $two_digits (i32.const 0x013)))
      (if (i32.or
            (i32.lt_u (local.get $length) (i32.const 7))
            (i32.gt_u (local.get $month) (i32.const 12)))
        (then (return (i32.const 1))))
      (i32.eq (call $two_digits (i32.add (local.get $birth) (i32.const 5))) (local.get $month)))

    (func $two_digits (param $at i32) (result i32)
      (i32.add
        (i32.mul (i32.sub (i32.load8_u (local.get $at)) (i32.const 0x30)) (i32.const 10))
        (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 0x30))))

    (func $within (param $value i32) (param $first i32) (param $last i32) (result i32)
      (i32.le_u
        (i32.sub (local.get $value) (local.get $first))
        (i32.sub (local.get $last) (local.get $first))))

    ;; The length of a text that ends with a zero byte.
    (func $length (param $text i32) (result i32)
      (local $end i32)
      (local.set $end (local.get $text))
      (block $found
        (loop $next
          (br_if $found (i32.eqz (i32.load8_u (local.get $end))))
          (local.set $end (i32.add (local.get $end) (i32.const 1)))
          (br $next)))
      (i32.sub (local.get $end) (local.get $text)))

    ;; The answer at a path, as where it begins and how long it is: both zero when there is none.
    (func $find (param $answer i32) (param $count i32) (param $path i32) (param $length i32) (result i32 i32)
      (block $absent
        (loop $next
          (br_if $absent (i32.eqz (local.get $count)))
          (if (i32.eq (i32.load offset=4 (local.get $answer)) (local.get $length)) (then
            (if (call $same (i32.load (local.get $answer)) (local.get $path) (local.get $length)) (then
              (return
                (i32.load offset=8 (local.get $answer))
                (i32.load offset=12 (local.get $answer)))))))
          (local.set $answer (i32.add (local.get $answer) (i32.const 16)))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $next)))
      (i32.const 0)
      (i32.const 0))

    (func $same (param $left i32) (param $right i32) (param $length i32) (result i32)
      (loop $next
        (if (i32.eqz (local.get $length)) (then (return (i32.const 1))))
        (local.set $length (i32.sub (local.get $length) (i32.const 1)))
        (br_if $next
          (i32.eq
            (i32.load8_u (i32.add (local.get $left) (local.get $length)))
            (i32.load8_u (i32.add (local.get $right) (local.get $length))))))
      (i32.const 0)))

  ;; From here on, the same in every plugin: how the code above answers the contract
  ;; (platform/plugins/wit/guichet-plugin.wit).
  (core instance $code (instantiate $code))
  (type $answer (record (field "path" string) (field "value" string)))
  (type $answers (record (field "list" (list $answer)) (field "json" string)))
  (type $context (record (field "today" string) (field "language" string) (field "rule" string) (field "at" string)))
  (type $problem (record (field "at" string) (field "code" string) (field "message" (option string))))
  (type $value (record (field "at" string) (field "json" string)))
  (func $check (param "answers" $answers) (param "context" $context) (result (list $problem))
    (canon lift (core func $code "check") (memory $code "memory") (realloc (func $code "realloc"))))
  (func $compute (param "answers" $answers) (param "context" $context) (result (list $value))
    (canon lift (core func $code "compute") (memory $code "memory") (realloc (func $code "realloc"))))
  (instance $rules
    (export "answer" (type $answer))
    (export "answers" (type $answers))
    (export "context" (type $context))
    (export "problem" (type $problem))
    (export "value" (type $value))
    (export "check" (func $check))
    (export "compute" (func $compute)))
  (export "guichet:plugin/rules@1.0.0" (instance $rules)))
