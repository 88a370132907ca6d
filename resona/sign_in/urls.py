"""The pages on which staff sign in; below /admin/, before the admin's own."""

from django.urls import path

from resona.sign_in.invitation_views import InvitationView
from resona.sign_in.link_views import ForgottenView, NewPasswordView, SignInLinkView
from resona.sign_in.own_views import OwnSecondStep
from resona.sign_in.views import CodeView, EnrolView, SignInView

app_name = "sign_in"
urlpatterns = [
    path("login/", SignInView.as_view(), name="password"),
    path("login/code/", CodeView.as_view(), name="code"),
    path("login/enrol/", EnrolView.as_view(), name="enrol"),
    path("login/forgotten/", ForgottenView.as_view(), name="forgotten"),
    path("login/password/<str:secret>/", NewPasswordView.as_view(), name="new_password"),
    path("login/link/<str:secret>/", SignInLinkView.as_view(), name="link"),
    path("invitation/<str:secret>/", InvitationView.as_view(), name="invitation"),
    path("second-step/", OwnSecondStep.as_view(), name="own"),
]
