"""x"""


def draw_picture(picture):
    return ""
