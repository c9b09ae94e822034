"""Write pages as mail programs write them, with traps in them.

    pages.py DIR

A file for each page, and DIR.tsv: its name and what has to become of it:
"insert", "refuse", "refuse-end" (another place may be certain), or "either"
(then the browser alone judges).  All are our
own: the forms are those of the programs, the words are not.
"""

import os
import sys

WORDS = "Hello Ms Ito,<br>the keys are at the front desk from Monday."

# Where two parts are given, an end like </body> follows the second.
FORMS = {
    "bare": ("<p>%s</p>" % WORDS, ""),
    "text": ("%s" % WORDS, ""),
    "minimal": ("<html><body><p>%s</p>" % WORDS, "</body></html>"),
    "upper": ("<HTML><HEAD><TITLE>x</TITLE></HEAD><BODY BGCOLOR=#FFFFFF>"
              "<P ALIGN=left>%s</P>" % WORDS, "</BODY ></HTML>"),
    "xhtml": ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML'
              ' 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-'
              'strict.dtd"><html xmlns="http://www.w3.org/1999/xhtml"><head>'
              '<title>x</title><meta http-equiv="Content-Type" content='
              '"text/html; charset=utf-8" /></head><body><div><p>%s</p>'
              '<hr /></div>' % WORDS, "</body></html>"),
    "outlook": ('<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:'
                'schemas-microsoft-com:office:office"><head><meta name='
                'Generator content="Microsoft Word 15 (filtered medium)">\r\n'
                '<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}'
                '</style><![endif]--><style><!--\r\n/* Font Definitions */\r\n'
                '@font-face\r\n\t{font-family:"Cambria Math";\r\n\tpanose-1:2 4'
                ' 5 3 5 4 6 3 2 4;}\r\np.MsoNormal, li.MsoNormal, '
                'div.MsoNormal\r\n\t{margin:0cm;font-size:11.0pt;}\r\n'
                'span.EmailStyle18\r\n\t{mso-style-type:personal-compose;}\r\n'
                '.MsoChpDefault\r\n\t{mso-style-type:export-only;}\r\n'
                '@page WordSection1\r\n\t{size:612.0pt 792.0pt;}\r\n'
                'div.WordSection1\r\n\t{page:WordSection1;}\r\n--></style>'
                '<!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" '
                'spidmax="1026" /></xml><![endif]--></head><body lang=EN-GB '
                'link="#0563C1" vlink="#954F72" style=\'word-wrap:break-word\'>'
                '<div class=WordSection1><p class=MsoNormal>%s<o:p></o:p></p>'
                '<p class=MsoNormal><![if !supportLists]><span>1.</span>'
                '<![endif]>one<o:p>&nbsp;</o:p></p></div>' % WORDS,
                "</body></html>\r\n"),
    "outlook-reply": ('<html><head></head><body lang=EN-GB><div class='
                      'WordSection1><p class=MsoNormal>%s<o:p></o:p></p><div>'
                      '<div style=\'border:none;border-top:solid #E1E1E1 1.0pt;'
                      'padding:3.0pt 0cm 0cm 0cm\'><p class=MsoNormal><b>From:'
                      '</b> Lena Ito &lt;l@o.example&gt;<br><b>Sent:</b> 2 May'
                      '<br><b>To:</b> j@f.example</p></div></div><p class='
                      'MsoNormal>Where are the keys?</p></div>' % WORDS,
                      "</body></html>"),
    "owa": ('<html><head><style type="text/css" style="display:none"> P '
            '{margin-top:0;margin-bottom:0;} </style></head><body dir="ltr">'
            '<div style="font-family: Calibri; font-size: 12pt; color: rgb(0, '
            '0, 0);" class="elementToProof">%s</div><div id="appendonsend">'
            '</div><hr style="display:inline-block;width:98%%" tabindex="-1">'
            '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif"'
            ' style="font-size:11pt" color="#000000"><b>From:</b> Lena</font>'
            '<div>&nbsp;</div></div><div>Where are the keys?</div>' % WORDS,
            "</body></html>"),
    "gmail": ('<div dir="ltr">%s<div><br></div></div><br><div class='
              '"gmail_quote gmail_quote_container"><div dir="ltr" class='
              '"gmail_attr">On Mon, 2 May 2022 at 10:00, Lena &lt;<a href='
              '"mailto:l@o.example">l@o.example</a>&gt; wrote:<br></div>'
              '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
              'border-left:1px solid rgb(204,204,204);padding-left:1ex"><div>'
              'Where are the keys?</div></blockquote></div>\r\n' % WORDS, ""),
    "apple": ('<html><head><meta http-equiv="Content-Type" content="text/html;'
              ' charset=utf-8"></head><body style="overflow-wrap: break-word; '
              '-webkit-nbsp-mode: space; line-break: after-white-space;">%s'
              '<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote '
              'type="cite"><div>On 2 May 2022, at 10:00, Lena wrote:</div><br '
              'class="Apple-interchange-newline"><div>Where?</div></blockquote>'
              '</div><br>' % WORDS, "</body></html>"),
    "thunderbird": ('<!DOCTYPE html><html>\r\n  <head>\r\n    <meta http-equiv='
                    '"content-type" content="text/html; charset=UTF-8">\r\n  '
                    '</head>\r\n  <body>\r\n    <p>%s</p>\r\n    <div class='
                    '"moz-cite-prefix">On 02/05/2022 10:00, Lena wrote:<br></div>'
                    '\r\n    <blockquote type="cite" cite="mid:1@o.example">'
                    '<pre wrap="">Where are the keys?</pre></blockquote>\r\n'
                    '    <pre class="moz-signature" cols="72">-- \r\nJ.</pre>'
                    '\r\n  ' % WORDS, "</body>\r\n</html>\r\n"),
    "k9": ('<!DOCTYPE html><html><body>%s<br><br>-- <br>Sent from my phone.'
           '<br><br><div class="gmail_quote"><div dir="auto">On 2 May 2022 '
           '10:00, Lena wrote:</div><blockquote class="gmail_quote" style='
           '"margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid rgb(204, 204, '
           '204); padding-left: 1ex;"><pre class="k9mail">Where?</pre>'
           '</blockquote></div>' % WORDS, "</body></html>"),
    "yahoo": ('<html><head></head><body><div class="ydp1"><div dir="ltr">%s'
              '</div></div><div id="ydp2yahoo_quoted_1" class="yahoo_quoted">'
              '<div style="font-family:Helvetica"><div>On Monday, 2 May 2022, '
              'Lena wrote:</div><div><br></div><div>Where?</div></div></div>'
              % WORDS, "</body></html>"),
    "proton": ('<div style="font-family: Arial; font-size: 14px;">%s</div>'
               '<div class="protonmail_signature_block protonmail_signature_'
               'block-empty"></div><div class="protonmail_quote">On Monday, '
               'Lena wrote:<br><blockquote class="protonmail_quote" type="cite">'
               '<div>Where?</div></blockquote><br></div>' % WORDS, ""),
    "mailchimp": ('<!doctype html><html><head><title></title><style type='
                  '"text/css">p{margin:10px 0;padding:0;}table{border-collapse:'
                  'collapse;}h1,h2,h3{display:block;margin:0;}img,a img{border:0'
                  ';height:auto;}body,#bodyTable,#bodyCell{height:100%%;margin:0'
                  ';padding:0;width:100%%;}.mcnPreviewText{display:none '
                  '!important;}#outlook a{padding:0;}.ReadMsgBody{width:100%%;}'
                  'p,a,li,td{mso-line-height-rule:exactly;}a[href^=tel]{color:'
                  'inherit;cursor:default;}@media only screen and (min-width:'
                  '768px){.templateContainer{width:600px !important;}}@media '
                  'only screen and (max-width:480px){.mcnImage{width:100%% '
                  '!important;}.hide{display:none!important}}</style></head>'
                  '<body style="height: 100%%;margin: 0;padding: 0;width: 100%%;'
                  '"><!--*|IF:MC_PREVIEW_TEXT|*--><!--[if !gte mso 9]><!-- -->'
                  '<span class="mcnPreviewText" style="display:none; font-size:'
                  '0px; line-height:0px; max-height:0px; max-width:0px; opacity'
                  ':0; overflow:hidden; visibility:hidden; mso-hide:all;">Keys'
                  '</span><!--<![endif]--><center><table align="center" border='
                  '"0" height="100%%" width="100%%" id="bodyTable"><tr><td>'
                  '<!--[if (gte mso 9)|(IE)]><table><tr><td><![endif]--><p>%s'
                  '</p><!--[if (gte mso 9)|(IE)]></td></tr></table><![endif]-->'
                  '</td></tr></table></center>' % WORDS, "</body></html>"),
    "mjml": ('<!doctype html><html lang="und" dir="auto"><head><style type='
             '"text/css">#outlook a { padding:0; } body { margin:0;padding:0; }'
             ' table, td { border-collapse:collapse;mso-table-lspace:0pt; } img'
             ' { border:0;height:auto;line-height:100%%; } p { display:block;'
             'margin:13px 0; }</style><style type="text/css">@media only screen'
             ' and (min-width:480px) { .mj-column-per-100 { width:100%% '
             '!important; } }</style></head><body style="word-spacing:normal;">'
             '<div style="display:none;font-size:1px;color:#ffffff;line-height:'
             '1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;">Keys'
             '</div><div style=""><div style="margin:0px auto;max-width:600px;">'
             '<table role="presentation" style="width:100%%;"><tbody><tr><td '
             'style="direction:ltr;font-size:0px;"><div class="mj-column-per-'
             '100" style="font-size:0px;"><table><tr><td><div style="font-size:'
             '13px;">%s</div></td></tr></table></div></td></tr></tbody></table>'
             '</div></div>' % WORDS, "</body></html>"),
    "old": ('<html><head><META HTTP-EQUIV="Content-Type" CONTENT="text/html; '
            'charset=us-ascii"></head><body><!-- Converted from text/plain '
            'format -->\r\n<P><FONT SIZE=2>%s</FONT>\r\n</P>\r\n' % WORDS,
            "</BODY>\r\n</HTML>"),
    "rtl": ('<html dir="rtl" lang="he"><body dir="rtl"><p>&#1513;&#1500;&#1493;'
            '&#1501;</p><p>%s</p>' % WORDS, "</body></html>"),
    "dark": ('<html><head><meta name="color-scheme" content="light dark"><style>'
             ':root{color-scheme:light dark}@media (prefers-color-scheme:dark){'
             '.card{background:#222!important;color:#eee!important}}</style>'
             '</head><body><div class="card">%s</div>' % WORDS,
             "</body></html>"),
    "float": ('<html><body><div style="float:left;width:300px">%s</div><div '
              'style="float:right;width:300px">right</div>' % WORDS,
              "</body></html>"),
    "no-body": ("<html><head><title>x</title></head><p>%s" % WORDS, "</html>"),
    "two": ("<html><body><p>first</p></body></html>\r\n<html><body><p>%s</p>"
            % WORDS, "</body></html>"),
    "head-open": ("<html><head><title>x</title><style>p{margin:0}</style><body>"
                  "<p>%s</p>" % WORDS, "</body></html>"),
}

# These close themselves: the page stays an ordinary one.
CLOSED = {
    "none": "",
    "comment": "<!-- </body> -->",
    "comment-bang": "<!-- </body> --!>",
    "comment-empty": "<!--><!--->",
    "comment-nested": "<!-- a <!-- </body> --> b",
    "comment-dashes": "<!------ </body> ------>",
    "comment-tag": '<!-- <div style="display:none"> -->',
    "hidden-conditional": "<!--[if mso]><p>x</p></body><![endif]-->",
    "shown-conditional": "<![if !mso]><p>y</p><![endif]>",
    "bogus": "<?php echo '</body'; ?></ body><!ELEMENT x>",
    "cdata": "<![CDATA[ x ]]>",
    "cdata-svg": "<svg><desc><![CDATA[</body>]]></desc></svg>",
    "svg-title": "<svg><title>a</title><desc><b>x</b></desc></svg>",
    "math": "<math><mi>x</mi><mo>+</mo></math>",
    "script": '<script>var s="</body>";</script>',
    "script-escaped": "<script><!-- <script> </script> </body> --></script>",
    "script-empty": "<script></script >",
    "style": "<style>.x:after{content:'</body>'}</style>",
    "title": "<title></body></title>",
    "textarea": "<textarea></body><!-- </textarea>",
    "xmp": "<xmp></body></div></xmp>",
    "iframe": "<iframe></body></iframe>",
    "noembed": "<noembed></body></noembed>",
    "noframes": "<noframes></body></noframes>",
    "noscript": "<noscript><img src=x></noscript>",
    "template": "<template><div></body></template>",
    "select": "<select><option>a<option>b</select>",
    "attribute": "<p title='</body>'>t</p>",
    "attribute-gt": '<p title="a > b </body>">t</p>',
    "attribute-bare": "<p title=a/>t</p>",
    "attribute-twice": '<p style="color:red" style="display:none">t</p>',
    "attribute-equals": "<p =x y==z>t</p>",
    "end-attribute": '<p>t</p class="</body>">',
    "slash": "<div/>t</div>",
    "object": "<object><p>o</p></object>",
    "video": "<video></video><audio></audio>",
    "less-than": "<p>1 < 2 and 3 <4 & <</p>",
    "end-alone": "</span></b></table></td></p>",
    "nested-a": "<a href=x>a<a href=y>b</a>",
    "misnested": "<b><i>bi</b>i</i>",
    "misnested-block": "<b><p>x</b>y</p>",
    "li": "<ul><li>a<li>b</ul>",
    "dl": "<dl><dt>a<dd>b</dl>",
    "table": "<table><tr><td>a<td>b<tr><td>c</table>",
    "table-text": "<table>t<tr><td>a</td></tr></table>",
    "table-nested": "<table><tr><td><table><td>a</table></td></tr></table>",
    "table-in-table": "<table><table><tr><td>a</td></tr></table>",
    "hidden": '<div style="display:none">h</div>',
    "hidden-p": "<p hidden>h<div>s</div>",
    "hidden-li": "<ul><li style='display:none'>h<li>s</ul>",
    "hidden-cell": "<table><tr><td style='display:none'>h</table>",
    "hidden-row": "<table style='font-size:0'><tr hidden><td>h</td></tr></table>",
    "pixel": "<img src=x height=0 width=0 style='display:none'>",
    "form": "<form><input type=hidden><div>f</form></div>",
    "button": "<button>b</button>",
    "heading": "<h1>a<h2>b</h2>",
    "center": "<center>c</center>",
    "font": "<font size=1 color=white><font>x</font></font>",
    "form-feed": "<p\ftitle=x\f>t</p\f>",
    "upper-script": "<SCRIPT>'</BODY>'</ScRiPt>",
    "frame-alone": "<frame src=x><caption><col><tr><td>",
    "second-body": '<body class="x">',
    "quote": '<blockquote type="cite">q</blockquote>',
    "ruby": "<ruby>a<rt>b</ruby>",
    "print": "<style media=print>body{display:none}</style>",
    "print-rule": "<style>@media print{div{display:none}}</style>",
    "class-rule": "<style>.hide,p.x,#y div{display:none}</style>",
    "hover-rule": "<style>div:hover{display:none}</style>",
    "attribute-rule": "<style>*[class=x],div[id='y']{display:none}</style>",
    "details": "<details open><summary>s</summary>d</details>",
}

# These are still open where the text would go.
OPEN = {
    "comment": ("<!-- ", "refuse"),
    "comment-short": ("<!-", "either"),
    "script": ("<script>", "refuse"),
    "script-escaped": ("<script><!--<script></script>", "refuse"),
    "style": ("<style>", "refuse"),
    "title": ("<title>", "refuse"),
    "textarea": ("<textarea>", "refuse"),
    "xmp": ("<xmp>", "refuse"),
    "iframe": ("<iframe>", "refuse"),
    "noembed": ("<noembed>", "refuse"),
    "noframes": ("<noframes>", "refuse"),
    "plaintext": ("<plaintext>", "refuse"),
    "noscript": ("<noscript>", "refuse"),
    "noscript-differs": ("<noscript><!-- </noscript> --></noscript>", "refuse"),
    "template": ("<template>", "refuse"),
    "select": ("<select>", "refuse"),
    "option": ("<select><option>", "refuse"),
    "option-alone": ("<option>", "refuse"),
    "svg": ("<svg>", "refuse"),
    "svg-text": ("<svg><foreignObject>", "refuse"),
    "math": ("<math>", "refuse"),
    "object": ("<object>", "refuse"),
    "video": ("<video>", "refuse"),
    "audio": ("<audio>", "refuse"),
    "canvas": ("<canvas>", "refuse"),
    "button": ("<button>", "refuse"),
    "details": ("<details><summary>s</summary>", "refuse"),
    "dialog": ("<dialog>", "refuse"),
    "marquee": ("<marquee>", "refuse"),
    "quote": ("<blockquote>", "refuse-end"),
    "gmail-quote": ('<div class="gmail_quote">', "refuse-end"),
    "q": ("<q>", "refuse"),
    "link": ("<a href=x>l", "refuse"),
    "link-in-p": ("<p><a href=x>l</p>", "refuse"),
    "anchor": ("<a name=x>", "insert"),
    "strike": ("<s>s", "refuse"),
    "strike-style": ('<div style="text-decoration:line-through">', "refuse"),
    "deleted": ("<del>d", "refuse"),
    "bold": ("<b>b", "insert"),
    "italic-in-p": ("<p><i>i</p>", "insert"),
    "font": ("<font size=1>", "insert"),
    "font-hidden": ('<p><font style="font-size:0">f</p>', "refuse"),
    "font-white": ("<p><font color=white>f</p>", "refuse"),
    # There the notice brings colours of its own.
    "white-white": ('<div style="color:#fff;background:#ffffff">', "insert"),
    "white-black": ('<div style="color:#fff;background:#000">w', "insert"),
    "black-black": ('<div bgcolor=x style="background-color:#000">', "insert"),
    "pale": ('<div style="color:cornsilk">', "insert"),
    "var": ('<div style="color:var(--x,white)">', "insert"),
    "mix": ('<div style="color:color-mix(in srgb,white,white)">', "insert"),
    "picture": ('<div style="background:url(x);color:#fff">', "insert"),
    "filling": ('<div style="-webkit-text-fill-color:#fff">', "either"),
    "blend": ('<div style="mix-blend-mode:screen">', "refuse"),
    "blur": ('<div style="filter:blur(20px)">', "refuse"),
    "turned": ('<div style="transform:rotateY(90deg)">', "refuse"),
    "behind": ('<div style="position:relative;z-index:-1">', "refuse"),
    "far-right": ('<div style="padding-left:5000px">', "refuse"),
    "tiny-in-tiny": ('<div style="font-size:40%"><div style="font-size:.4em">',
                     "refuse"),
    "moved": ('<div style="animation:x 9s">', "refuse"),
    "rule-white": ("<style>p{color:white}</style>", "either"),
    "rule-var": ("<style>div{color:var(--x)}</style>", "refuse"),
    "rule-blend": ("<style>div{mix-blend-mode:screen}</style>", "refuse"),
    "rule-nested": ("<style>body{div{display:none}}</style>", "refuse"),
    "rule-scope": ("<style>@scope (body){p{display:none}}</style>", "refuse"),
    "rule-escaped": ("<style>.x, d\\69 v{display:none}</style>", "refuse"),
    "sheet-link": ('<link rel=stylesheet href="data:text/css,'
                   'p{display:none}">', "refuse"),
    "sheet-import": ('<style>@import "data:text/css,p{display:none}";</style>',
                     "refuse"),
    "shadow": ('<div><template shadowrootmode=open></template>', "refuse"),
    "bdo": ("<bdo dir=rtl>", "refuse"),
    "cell": ("<table><tr><td>c", "refuse"),
    "cell-div": ("<table><tr><td><div>c", "refuse"),
    "table": ("<table>", "insert"),
    "table-row": ("<table><tr>", "insert"),
    "table-hidden": ('<table style="display:none">', "insert"),
    "caption": ("<table><caption>c", "refuse"),
    "list": ("<ul><li>l", "insert"),
    "pre": ("<pre>p", "insert"),
    "center": ("<center>", "insert"),
    "paragraph": ("<p>", "insert"),
    "hidden-p": ("<p hidden>", "either"),
    "span-over-div": ('<span style="display:none"><div></span>', "refuse"),
    "form-hidden": ('<form style="display:none"><div></form>', "refuse"),
    "none": ('<div style="display:none">', "refuse"),
    "none-entity": ('<div style="display&#58;none">', "refuse"),
    "none-escape": ('<div style="d\\69splay:none">', "refuse"),
    "none-comment": ('<div style="display:/* x */none">', "refuse"),
    "none-important": ('<div style="display:none!important">', "refuse"),
    "none-upper": ('<DIV STYLE="DISPLAY : NONE">', "refuse"),
    "none-bare": ("<div style=display:none>", "refuse"),
    "none-later": ('<div style="display:none;display:block">', "either"),
    "none-second": ('<div style="color:red" style="display:none">', "insert"),
    "hidden": ("<div hidden>", "refuse"),
    "invisible": ('<div style="visibility:hidden">', "refuse"),
    "collapse": ('<div style="visibility:collapse">', "refuse"),
    "size": ('<div style="font-size:0">', "refuse"),
    "size-px": ('<div style="font-size: 1px">', "refuse"),
    "size-em": ('<div style="font-size:.9em">', "insert"),
    "size-short": ('<div style="font:0/0 a">', "refuse"),
    "font-short": ('<div style="font:bold 12px/1.5 Arial">', "insert"),
    "line": ('<div style="line-height:0">', "refuse"),
    "opacity": ('<div style="opacity:0">', "refuse"),
    "opacity-some": ('<div style="opacity:.9">', "insert"),
    "height": ('<div style="height:0;overflow:hidden">', "refuse"),
    "height-half": ('<div style="height:0.5em;overflow:hidden">', "refuse"),
    "height-clip": ('<div style="height:20px;overflow:hidden">a<br>b<br>c',
                    "refuse"),
    "height-full": ('<div style="height:100%">', "insert"),
    "max-height": ('<div style="max-height:0px;overflow:hidden">', "refuse"),
    "width": ('<div style="width:0;overflow:hidden">', "refuse"),
    "width-full": ('<div style="max-width:600px;width:100%">', "insert"),
    "off-screen": ('<div style="position:absolute;left:-9999px">', "refuse"),
    "indent": ('<div style="text-indent:-9999px">', "refuse"),
    "transparent": ('<div style="color:transparent">', "refuse"),
    "clip": ('<div style="position:absolute;clip:rect(0,0,0,0)">', "refuse"),
    "clip-path": ('<div style="clip-path:inset(100%)">', "refuse"),
    "scale": ('<div style="transform:scale(0)">', "refuse"),
    "mso-hide": ('<div style="mso-hide:all">', "refuse"),
    "conditional": ("<![if !mso]>", "refuse"),
    "conditional-comment": ("<!--[if !mso]><!-->", "refuse"),
    "rule-div": ("<style>div{display:none}</style>", "refuse"),
    "rule-p": ("<style>p{visibility:hidden}</style>", "refuse"),
    "rule-body": ("<style>body{font-size:0}</style>", "refuse"),
    "rule-all": ("<style>*{opacity:0}</style>", "refuse"),
    "rule-media": ("<style>@media screen{div{display:none}}</style>", "refuse"),
    "rule-child": ("<style>body > div p{display:none}</style>", "refuse"),
    "rule-not": ("<style>div:not(.x){display:none}</style>", "refuse"),
    "rule-comment": ("<style><!-- /* */ div{display:none} --></style>",
                     "refuse"),
    "rule-svg": ("<svg><style>div{display:none}</style></svg>", "refuse"),
    "rule-late": ("<style>.a{color:red}.b{}div{display:none}</style>",
                  "refuse"),
    "second-body": ('<body style="display:none">', "refuse"),
    "second-html": ("<html hidden>", "refuse"),
    "tag": ("<div", "either"),
    "tag-quote": ('<div title="', "refuse"),
    "end-tag": ("</div", "either"),
    "select-odd": ("<select><div></select>", "refuse"),
}

# Whole pages, as they stand.
WHOLE = {
    "empty": ("", "insert"),
    "blank": ("\r\n", "insert"),
    "tags-only": ("<p></p>", "refuse"),
    "html-only": ("<html></html>", "refuse"),
    "frameset": ("<html><frameset rows=*><frame src=x></frameset></html>",
                 "refuse"),
    "picture": ("<html><body><img src=x alt=y></body></html>", "insert"),
    "bom": ("\ufeff<html><body><p>b</p></body></html>", "insert"),
    "text-after": ("<html><body><p>a</p></body></html> and more", "insert"),
    "many-ends": ("<body><p>a</p></body></body><p>b</p></body>", "insert"),
    "end-first": ("</body></html><p>Hello there, all of you</p>", "either"),
    "pixel-after": ("<html><body><p>a</p></body></html><img src=x width=1>",
                    "insert"),
    "quoted-page": ("<p>a</p><blockquote type=cite><html><body>b</body></html>"
                    "</blockquote>", "either"),
    "body-in-svg": ("<body><p>a</p><svg></body>", "refuse"),
    "head-text": ("<html><head>Hello <b>there</b></head></html>", "insert"),
    "deep": ("<div>" * 499 + "deep", "refuse"),
    "not-so-deep": ("<div>" * 400 + "deep", "insert"),
    "formatting": ("<p><b><i><u>a" * 12, "insert"),
    "dark-body": ("<body bgcolor=#000000><p style='color:#fff'>a</p></body>",
                  "insert"),
    "dark-body-ink": ("<body bgcolor=#000000 text=#ffffff><p>a</p></body>",
                      "insert"),
    "picture-body": ("<body background=x.gif text=#ffffff><p>a</p></body>",
                     "insert"),
    "newsletter": ("""<!DOCTYPE html><html lang=en><head>
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<style>:root{color-scheme:light dark}
@import url(https://fonts.example/css?family=Lato);
#outlook a{padding:0}.ExternalClass{width:100%}
body,table,td,p,a,li,blockquote{-webkit-text-size-adjust:100%;
-ms-text-size-adjust:100%}table,td{mso-table-lspace:0pt}
img{-ms-interpolation-mode:bicubic;border:0;height:auto;line-height:100%;
outline:none;text-decoration:none;display:block}
body{height:100%!important;margin:0!important;padding:0!important;
width:100%!important;background-color:#f4f4f4}
p{display:block;margin:13px 0}div[style*="margin: 16px 0;"]{margin:0!important}
u + #body a{color:inherit;text-decoration:none}
.preheader{display:none!important;max-height:0;font-size:1px;color:#f4f4f4}
h1{color:#202020;font-size:26px;line-height:125%;letter-spacing:normal}
@media only screen and (max-width:480px){body{width:100%!important;
min-width:100%!important}table[class=w]{width:100%!important}
.hide{display:none!important}h1{font-size:22px!important}
td,p{font-size:16px!important;line-height:150%!important}}
@media (prefers-color-scheme:dark){.dark{background-color:#111!important;
color:#eee!important}}
[data-ogsc] .dark{color:#eee!important}</style>
<!--[if mso]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml>
<style>td{font-family:Arial!important}</style><![endif]--></head>
<body style="margin:0;padding:0;background-color:#f4f4f4">
<div class="preheader" style="display:none;font-size:1px;max-height:0px;
overflow:hidden;opacity:0">What is in it</div>
<center><!--[if mso]><table><tr><td><![endif]-->
<table role="presentation" width="100%" class=w><tr><td class="dark"
style="background:#222222;color:#ffffff;padding:9px 18px"><h1>News</h1>
<p style="color:#ffffff">Hello</p></td></tr></table>
<!--[if mso]></td></tr></table><![endif]--></center></body></html>""",
                   "insert"),
    "dark-sheet": ("""<html><head><style>body{background:#fff;color:#000}
@media (prefers-color-scheme:dark){body{background:#121212!important;
color:#e0e0e0!important}a{color:#8ab4f8!important}}</style></head><body>
<p>a</p></body></html>""", "insert"),
    "dark-meta": ("<meta name=color-scheme content='light dark'><body "
                  "bgcolor=#f4f4f4><table><tr><td style='color:#333'>a</td>"
                  "</tr></table></body>", "insert"),
    "flex-body": ("<body style='display:flex'><p>a</p></body>", "refuse"),
    "covered": ("<body><p>a</p><div style='position:absolute;top:0;left:0;"
                "right:0;bottom:0;background:#fff'></div></body>", "refuse"),
    "quoted-whole": ("<div>a</div><div class=gmail_quote>On 2 May L wrote:"
                     "<blockquote class=gmail_quote><html><body><p>old</p>"
                     "</body></html></blockquote></div><br>", "insert"),
    "ended-in-table": ("a<table><tr></body><td>b</table>c", "insert"),
    "dark-sheet-half": ("""<html><head><style>
@media (prefers-color-scheme:dark){body{background:#121212!important}
.t{color:#eee}}</style></head><body><p class=t>a</p></body></html>""",
                        "insert"),
    "sheet-below": ("<p class=q>a</p><div>b</div><style>div{display:none}"
                    "</style>", "refuse"),
    "word": ("""<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}
o\\:* {behavior:url(#default#VML);}.shape {behavior:url(#default#VML);}</style>
<![endif]--><style><!--
@font-face {font-family:"Cambria Math";panose-1:2 4 5 3 5 4 6 3 2 4;}
p.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0in;font-size:11.0pt;
font-family:"Calibri",sans-serif;mso-ligatures:standardcontextual;}
a:link, span.MsoHyperlink {mso-style-priority:99;color:#0563C1;}
span.EmailStyle17 {mso-style-type:personal-compose;color:windowtext;}
.MsoChpDefault {mso-style-type:export-only;font-size:10.0pt;}
@page WordSection1 {size:8.5in 11.0in;margin:1.0in 1.0in 1.0in 1.0in;}
div.WordSection1 {page:WordSection1;}
@list l0:level1 {mso-level-tab-stop:none;text-indent:-.25in;}
ol {margin-bottom:0in;}
--></style></head><body lang=EN-GB link="#0563C1" vlink="#954F72"
style='word-wrap:break-word'><div class=WordSection1><p class=MsoNormal>
<span style='font-size:11.0pt;color:#1F497D;mso-fareast-language:EN-US'>Hi
<o:p></o:p></span></p></div></body></html>""", "insert"),
    "hidden-body": ("<body style='display:none'><p>a</p></body>", "refuse"),
}


def pages():
    for name, (text, want) in WHOLE.items():
        yield "whole-" + name, text, want
    for name, (trap, want) in OPEN.items():
        for form in ("minimal", "bare", "outlook"):
            begin, end = FORMS[form]
            # Nothing follows that could end it.
            is_cut = name in ("comment-short", "tag", "end-tag") and not end
            yield ("open-%s-%s" % (name, form), begin + trap + end,
                   "refuse" if is_cut else want)
    for i, (name, trap) in enumerate(CLOSED.items()):
        for k, (form, (begin, end)) in enumerate(FORMS.items()):
            if name != "none" and (i + k) % 4 != 0:
                continue
            # A second half shows what the trap did to what follows.
            yield ("closed-%s-%s" % (name, form),
                   begin + trap + "<p>Yours, J.</p>" + end, "insert")


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    with open(folder + ".tsv", "w", encoding="utf-8") as table:
        for name, text, want in pages():
            with open(os.path.join(folder, name + ".html"), "wb") as f:
                f.write(text.encode("utf-8"))
            table.write("%s.html\t%s\n" % (name, want))


if __name__ == "__main__":
    main()
